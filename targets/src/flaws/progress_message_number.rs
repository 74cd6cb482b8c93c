use serde_json::{Value, json};

use super::Flaw;

/// Progress says a number.
pub static FLAW: Flaw = Flaw {
    id: "progress-message-number",
    summary: "progress says a number",
    apply: |behaviour| behaviour.hooks.rewrite_message = Some(rewrite),
    fails: &["progress.message-is-text", "schema.messages-valid"],
};

fn rewrite(message: &mut Value) {
    if message["method"] == "notifications/progress" {
        message["params"]["message"] = json!(7);
    }
}
