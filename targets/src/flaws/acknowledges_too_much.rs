use serde_json::Value;

use super::Flaw;

/// Changes that were not asked for are acknowledged.
pub static FLAW: Flaw = Flaw {
    id: "acknowledges-too-much",
    summary: "changes that were not asked for are acknowledged",
    apply: |behaviour| behaviour.hooks.rewrite_message = Some(rewrite),
    fails: &[
        "subscriptions.acknowledged-subset",
        "subscriptions.unsupported-omitted",
    ],
};

fn rewrite(message: &mut Value) {
    if message["method"] == "notifications/subscriptions/acknowledged" {
        message["params"]["notifications"]["toolsListChanged"] = Value::from(true);
    }
}
