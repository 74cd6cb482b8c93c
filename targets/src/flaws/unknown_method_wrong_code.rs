use serde_json::Value;

use super::Flaw;

/// An unknown method is answered with -32600.
pub static FLAW: Flaw = Flaw {
    id: "unknown-method-wrong-code",
    summary: "an unknown method is answered with -32600",
    apply: |behaviour| behaviour.hooks.rewrite_error = Some(rewrite),
    fails: &[
        "jsonrpc.method-not-found",
        "transport-http.unknown-method-status",
        "versioning.removed-methods",
        "tasks.unsupported-tool",
    ],
};

fn rewrite(_method: &str, error: &mut Value) {
    if error["code"] == -32601 {
        error["code"] = Value::from(-32600);
    }
}
