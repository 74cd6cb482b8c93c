use serde_json::Value;

use super::Flaw;

/// Numeric ids come back as strings.
pub static FLAW: Flaw = Flaw {
    id: "id-stringified",
    summary: "numeric ids come back as strings",
    apply: |behaviour| behaviour.hooks.rewrite_message = Some(rewrite),
    fails: &["jsonrpc.id-type"],
};

fn rewrite(message: &mut Value) {
    if message["id"].is_number() {
        message["id"] = Value::from(message["id"].to_string());
    }
}
