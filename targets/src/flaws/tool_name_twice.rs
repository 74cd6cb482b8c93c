use serde_json::{Value, json};

use super::Flaw;

/// Two tools have the same name.
pub static FLAW: Flaw = Flaw {
    id: "tool-name-twice",
    summary: "two tools have the same name",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["tools.name-unique"],
};

fn rewrite(method: &str, _params: &Value, result: &mut Value) {
    if let ("tools/list", Some(tools)) = (method, result.get_mut("tools").and_then(Value::as_array_mut)) {
        tools.push(json!({"name": "revise", "inputSchema": {"type": "object"}}));
    }
}
