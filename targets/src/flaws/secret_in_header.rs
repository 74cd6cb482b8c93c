use serde_json::{Value, json};

use super::Flaw;

/// A tool mirrors a password into a header.
pub static FLAW: Flaw = Flaw {
    id: "secret-in-header",
    summary: "a tool mirrors a password into a header",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["headers.annotation-not-sensitive"],
};

fn rewrite(method: &str, _params: &Value, result: &mut Value) {
    if let ("tools/list", Some(tools)) = (method, result.get_mut("tools").and_then(Value::as_array_mut)) {
        tools.push(json!({"name": "enter", "inputSchema": {"type": "object", "properties": {"password": {"type": "string", "x-mcp-header": "Word"}}}}));
    }
}
