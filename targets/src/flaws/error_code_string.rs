use serde_json::Value;

use super::Flaw;

/// Error codes are strings.
pub static FLAW: Flaw = Flaw {
    id: "error-code-string",
    summary: "error codes are strings",
    apply: |behaviour| behaviour.hooks.rewrite_message = Some(rewrite),
    fails: &["jsonrpc.error-code-integer"],
};

fn rewrite(message: &mut Value) {
    if message.get("error").is_some() {
        message["error"]["code"] = Value::from(message["error"]["code"].to_string());
    }
}
