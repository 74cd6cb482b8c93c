use serde_json::{Value, json};

use super::Flaw;

/// Structured content lacks what its schema requires.
pub static FLAW: Flaw = Flaw {
    id: "output-incomplete",
    summary: "structured content lacks what its schema requires",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["tools.output-conforms"],
};

fn rewrite(method: &str, _params: &Value, result: &mut Value) {
    if method == "tools/call"
        && let Some(content) = result.get_mut("structuredContent")
    {
        *content = json!({});
    }
}
