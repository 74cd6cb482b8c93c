use serde_json::{Value, json};

use super::Flaw;

/// Results carry another id than the request.
pub static FLAW: Flaw = Flaw {
    id: "id-not-echoed",
    summary: "results carry another id than the request",
    apply: |behaviour| behaviour.hooks.rewrite_message = Some(rewrite),
    fails: &[],
};

fn rewrite(message: &mut Value) {
    if message.get("result").is_some() {
        message["id"] = json!("another");
    }
}
