use serde_json::Value;

use super::Flaw;

/// Errors carry no message.
pub static FLAW: Flaw = Flaw {
    id: "error-message-missing",
    summary: "errors carry no message",
    apply: |behaviour| behaviour.hooks.rewrite_message = Some(rewrite),
    fails: &["jsonrpc.error-shape", "schema.messages-valid"],
};

fn rewrite(message: &mut Value) {
    if let Some(error) = message.get_mut("error").and_then(Value::as_object_mut) {
        error.shift_remove("message");
    }
}
