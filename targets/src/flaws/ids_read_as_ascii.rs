use serde_json::Value;

use super::Flaw;

/// Characters outside of ASCII are lost from ids.
pub static FLAW: Flaw = Flaw {
    id: "ids-read-as-ascii",
    summary: "characters outside of ASCII are lost from ids",
    apply: |behaviour| behaviour.hooks.rewrite_message = Some(rewrite),
    fails: &["jsonrpc.id-echo", "jsonrpc.utf8-input"],
};

fn rewrite(message: &mut Value) {
    if let Some(id) = message["id"].as_str().filter(|id| !id.is_ascii()) {
        message["id"] = Value::from(id.replace(|character: char| !character.is_ascii(), "?"));
    }
}
