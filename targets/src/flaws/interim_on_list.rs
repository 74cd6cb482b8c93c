use serde_json::{Value, json};

use super::Flaw;

/// Tools/list asks for input.
pub static FLAW: Flaw = Flaw {
    id: "interim-on-list",
    summary: "tools/list asks for input",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["mrtr.only-three-methods", "tools.list-answered"],
};

fn rewrite(method: &str, _params: &Value, result: &mut Value) {
    if method == "tools/list" && result.get("resultType").is_some() {
        *result = json!({"resultType": "input_required", "requestState": "list"});
    }
}
