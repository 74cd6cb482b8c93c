use serde_json::{Value, json};

use super::Flaw;

/// The name of a tool is empty.
pub static FLAW: Flaw = Flaw {
    id: "tool-name-empty",
    summary: "the name of a tool is empty",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["tools.name-length"],
};

fn rewrite(method: &str, _params: &Value, result: &mut Value) {
    if let ("tools/list", Some(tools)) = (method, result.get_mut("tools").and_then(Value::as_array_mut)) {
        tools.push(json!({"name": "", "inputSchema": {"type": "object"}}));
    }
}
