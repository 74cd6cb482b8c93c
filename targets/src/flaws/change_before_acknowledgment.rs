use serde_json::Value;

use super::Flaw;

/// A subscription begins with a change.
pub static FLAW: Flaw = Flaw {
    id: "change-before-acknowledgment",
    summary: "a subscription begins with a change",
    apply: |behaviour| behaviour.hooks.rewrite_sse_event = Some(rewrite),
    fails: &["subscriptions.acknowledged-first"],
};

fn rewrite(message: &Value, event: &mut Vec<u8>) {
    if message["method"] == "notifications/subscriptions/acknowledged" {
        let mut change = message.clone();
        change["method"] = Value::from("notifications/tools/list_changed");
        let before = format!("event: message\ndata: {change}\n\n");
        event.splice(0..0, before.into_bytes());
    }
}
