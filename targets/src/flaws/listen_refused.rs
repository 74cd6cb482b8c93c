use serde_json::{Value, json};

use super::Flaw;

/// Subscriptions are refused although changes are advertised.
pub static FLAW: Flaw = Flaw {
    id: "listen-refused",
    summary: "subscriptions are refused although changes are advertised",
    apply: |behaviour| behaviour.hooks.rewrite_message = Some(rewrite),
    fails: &["subscriptions.served-when-advertised"],
};

fn rewrite(message: &mut Value) {
    if message["method"] == "notifications/subscriptions/acknowledged" {
        let id = &message["params"]["_meta"]["io.modelcontextprotocol/subscriptionId"];
        *message =
            json!({"jsonrpc": "2.0", "id": id, "error": {"code": -32601, "message": "method not found"}});
    }
}
