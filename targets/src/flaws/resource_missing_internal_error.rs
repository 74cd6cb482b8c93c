use serde_json::Value;

use super::Flaw;

/// A missing resource is an internal error.
pub static FLAW: Flaw = Flaw {
    id: "resource-missing-internal-error",
    summary: "a missing resource is an internal error",
    apply: |behaviour| behaviour.hooks.rewrite_error = Some(rewrite),
    fails: &["resources.not-found-code"],
};

fn rewrite(method: &str, error: &mut Value) {
    if method == "resources/read" && matches!(error["code"].as_i64(), Some(-32602 | -32002)) {
        error["code"] = Value::from(-32603);
    }
}
