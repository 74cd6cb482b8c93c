use serde_json::Value;

use super::Flaw;

/// A header mismatch is answered with -32602.
pub static FLAW: Flaw = Flaw {
    id: "header-mismatch-wrong-code",
    summary: "a header mismatch is answered with -32602",
    apply: |behaviour| behaviour.hooks.rewrite_error = Some(rewrite),
    fails: &["headers.error-shape"],
};

fn rewrite(_method: &str, error: &mut Value) {
    if error["code"] == -32020 {
        error["code"] = Value::from(-32602);
    }
}
