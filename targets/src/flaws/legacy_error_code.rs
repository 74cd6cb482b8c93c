use serde_json::Value;

use super::Flaw;

/// A missing resource is answered with -32002 in the modern era.
pub static FLAW: Flaw = Flaw {
    id: "legacy-error-code",
    summary: "a missing resource is answered with -32002 in the modern era",
    apply: |behaviour| behaviour.hooks.rewrite_error = Some(rewrite),
    fails: &["jsonrpc.resource-code-retired", "resources.not-found-code"],
};

fn rewrite(method: &str, error: &mut Value) {
    if method == "resources/read" && error["code"] == -32602 {
        error["code"] = Value::from(-32002);
    }
}
