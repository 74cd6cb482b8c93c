use serde_json::{Value, json};

use super::Flaw;

/// Errors carry a result too.
pub static FLAW: Flaw = Flaw {
    id: "both-result-and-error",
    summary: "errors carry a result too",
    apply: |behaviour| behaviour.hooks.rewrite_message = Some(rewrite),
    fails: &["jsonrpc.result-xor-error"],
};

fn rewrite(message: &mut Value) {
    if message.get("error").is_some() {
        message["result"] = json!({});
    }
}
