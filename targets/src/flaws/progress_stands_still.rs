use serde_json::{Value, json};

use super::Flaw;

/// Progress says the same again and again.
pub static FLAW: Flaw = Flaw {
    id: "progress-stands-still",
    summary: "progress says the same again and again",
    apply: |behaviour| behaviour.hooks.rewrite_message = Some(rewrite),
    fails: &["progress.increasing"],
};

fn rewrite(message: &mut Value) {
    if message["method"] == "notifications/progress" {
        message["params"]["progress"] = json!(1);
    }
}
