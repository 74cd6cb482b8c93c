use serde_json::{Value, json};

use super::Flaw;

/// A notification that a resource changed does not say which.
pub static FLAW: Flaw = Flaw {
    id: "updated-resource-unnamed",
    summary: "a notification that a resource changed does not say which",
    apply: |behaviour| behaviour.hooks.rewrite_message = Some(rewrite),
    fails: &[
        "resources.updated-schema",
        "schema.messages-valid",
        "resources.updated-sent",
    ],
};

fn rewrite(message: &mut Value) {
    if message["method"] == "notifications/resources/updated" && message["params"].get("_meta").is_none() {
        message["params"] = json!({"contents": []});
    }
}
