use serde_json::{Value, json};

use super::Flaw;

/// A server that speaks modern revisions only refuses a handshake without saying why.
pub static FLAW: Flaw = Flaw {
    id: "handshake-error-without-versions",
    summary: "a server that speaks modern revisions only refuses a handshake without saying why",
    apply: |behaviour| {
        behaviour.slim = true;
        behaviour.hooks.rewrite_error = Some(rewrite);
    },
    fails: &["versioning.handshake-error-names-versions"],
};

fn rewrite(method: &str, error: &mut Value) {
    if method == "initialize" {
        *error = json!({"code": -32601, "message": "method not found"});
    }
}
