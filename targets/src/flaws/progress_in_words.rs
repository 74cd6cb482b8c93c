use serde_json::{Value, json};

use super::Flaw;

/// Progress is text.
pub static FLAW: Flaw = Flaw {
    id: "progress-in-words",
    summary: "progress is text",
    apply: |behaviour| behaviour.hooks.rewrite_message = Some(rewrite),
    fails: &["progress.numeric", "schema.messages-valid"],
};

fn rewrite(message: &mut Value) {
    if message["method"] == "notifications/progress" {
        let progress = message["params"]["progress"].to_string();
        message["params"]["progress"] = json!(progress);
    }
}
