use serde_json::Value;

use super::Flaw;

/// An invalid cursor is an internal error.
pub static FLAW: Flaw = Flaw {
    id: "cursor-error-internal",
    summary: "an invalid cursor is an internal error",
    apply: |behaviour| behaviour.hooks.rewrite_error = Some(rewrite),
    fails: &["pagination.invalid-cursor", "tasks.invalid-cursor"],
};

fn rewrite(method: &str, error: &mut Value) {
    if method.ends_with("/list") && error["code"] == -32602 {
        error["code"] = Value::from(-32603);
    }
}
