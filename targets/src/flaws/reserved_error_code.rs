use serde_json::Value;

use super::Flaw;

/// A bad tool call is answered with a code that the specification keeps for itself.
pub static FLAW: Flaw = Flaw {
    id: "reserved-error-code",
    summary: "a bad tool call is answered with a code that the specification keeps for itself",
    apply: |behaviour| behaviour.hooks.rewrite_error = Some(rewrite),
    fails: &[
        "jsonrpc.invalid-params",
        "jsonrpc.reserved-code",
        "meta.capabilities-required",
        "meta.missing",
        "meta.version-required",
        "tools.unknown-tool",
    ],
};

fn rewrite(method: &str, error: &mut Value) {
    if method == "tools/call" && error["code"] == -32602 {
        error["code"] = Value::from(-32050);
    }
}
