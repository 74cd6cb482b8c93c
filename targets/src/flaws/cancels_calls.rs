use serde_json::{Value, json};

use super::Flaw;

/// A tool call is cancelled by the server before it is answered.
pub static FLAW: Flaw = Flaw {
    id: "cancels-calls",
    summary: "a tool call is cancelled by the server before it is answered",
    apply: |behaviour| behaviour.hooks.rewrite_sse_event = Some(before),
    fails: &["cancellation.server-cancels-subscriptions-only"],
};

fn before(message: &Value, event: &mut Vec<u8>) {
    if message["result"].get("content").is_some() && message["result"].get("resultType").is_some() {
        let params = json!({"requestId": message["id"]});
        let notification = json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": params});
        event.splice(
            0..0,
            format!("event: message\ndata: {notification}\n\n").into_bytes(),
        );
    }
}
