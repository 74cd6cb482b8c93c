use serde_json::Value;

use super::Flaw;

/// A subscription has an id of the server's choice.
pub static FLAW: Flaw = Flaw {
    id: "subscription-id-other",
    summary: "a subscription has an id of the server's choice",
    apply: |behaviour| behaviour.hooks.rewrite_message = Some(rewrite),
    fails: &["subscriptions.id-value", "subscriptions.several-at-once"],
};

fn rewrite(message: &mut Value) {
    if let Some(id) = message.pointer_mut("/params/_meta/io.modelcontextprotocol~1subscriptionId") {
        *id = Value::from("subscription-1");
    }
}
