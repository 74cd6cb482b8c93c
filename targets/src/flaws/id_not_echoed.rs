use serde_json::Value;

use super::Flaw;

/// The id 0 comes back as null.
pub static FLAW: Flaw = Flaw {
    id: "id-not-echoed",
    summary: "the id 0 comes back as null",
    apply: |behaviour| behaviour.hooks.rewrite_message = Some(rewrite),
    fails: &["jsonrpc.id-echo"],
};

fn rewrite(message: &mut Value) {
    if message.get("result").is_some() && message["id"] == 0 {
        message["id"] = Value::Null;
    }
}
