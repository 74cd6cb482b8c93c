use serde_json::Value;

use super::Flaw;

/// Notifications do not name their subscription.
pub static FLAW: Flaw = Flaw {
    id: "subscription-id-missing",
    summary: "notifications do not name their subscription",
    apply: |behaviour| behaviour.hooks.rewrite_message = Some(rewrite),
    fails: &["subscriptions.id-on-everything", "subscriptions.several-at-once"],
};

fn rewrite(message: &mut Value) {
    let meta = message
        .pointer_mut("/params/_meta")
        .and_then(Value::as_object_mut);
    meta.and_then(|meta| meta.shift_remove("io.modelcontextprotocol/subscriptionId"));
}
