use serde_json::Value;

use super::Flaw;

/// Messages name JSON-RPC 1.0.
pub static FLAW: Flaw = Flaw {
    id: "wrong-jsonrpc-version",
    summary: "messages name JSON-RPC 1.0",
    apply: |behaviour| behaviour.hooks.rewrite_message = Some(rewrite),
    fails: &["jsonrpc.version-member"],
};

fn rewrite(message: &mut Value) {
    message["jsonrpc"] = Value::from("1.0");
}
