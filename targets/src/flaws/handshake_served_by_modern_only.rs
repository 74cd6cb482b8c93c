use serde_json::{Value, json};

use super::Flaw;

/// A handshake agrees to a version that has none.
pub static FLAW: Flaw = Flaw {
    id: "handshake-served-by-modern-only",
    summary: "a handshake agrees to a version that has none",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &[
        "versioning.handshake-error-names-versions",
        "versioning.handshake-refused",
    ],
};

fn rewrite(method: &str, _params: &Value, result: &mut Value) {
    if method == "initialize" {
        result["protocolVersion"] = json!("2026-07-28");
    }
}
