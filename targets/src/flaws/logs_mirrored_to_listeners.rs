use serde_json::{Value, json};

use super::Flaw;

/// Log messages go to every subscription.
pub static FLAW: Flaw = Flaw {
    id: "logs-mirrored-to-listeners",
    summary: "log messages go to every subscription",
    apply: |behaviour| behaviour.hooks.rewrite_sse_event = Some(rewrite),
    fails: &["subscriptions.request-scoped-excluded"],
};

fn rewrite(message: &Value, event: &mut Vec<u8>) {
    if message["method"] == "notifications/subscriptions/acknowledged" {
        let mut log = message.clone();
        log["method"] = json!("notifications/message");
        log["params"]["level"] = json!("info");
        log["params"]["data"] = json!("x");
        event.extend_from_slice(format!("event: message\ndata: {log}\n\n").as_bytes());
    }
}
