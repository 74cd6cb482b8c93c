use serde_json::{Value, json};

use super::Flaw;

/// The name of a tool has spaces and a comma.
pub static FLAW: Flaw = Flaw {
    id: "tool-name-with-space",
    summary: "the name of a tool has spaces and a comma",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["tools.name-charset"],
};

fn rewrite(method: &str, _params: &Value, result: &mut Value) {
    if let ("tools/list", Some(tools)) = (method, result.get_mut("tools").and_then(Value::as_array_mut)) {
        tools.push(json!({"name": "get weather, now", "inputSchema": {"type": "object"}}));
    }
}
