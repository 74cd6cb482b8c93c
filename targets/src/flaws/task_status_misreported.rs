use serde_json::{Value, json};

use super::Flaw;

/// A notification says of a task that has ended that it failed.
pub static FLAW: Flaw = Flaw {
    id: "task-status-misreported",
    summary: "a notification says of a task that has ended that it failed",
    apply: |behaviour| behaviour.hooks.rewrite_message = Some(rewrite),
    fails: &["tasks.status-whole"],
};

fn rewrite(message: &mut Value) {
    if message["method"] == "notifications/tasks/status" {
        message["params"]["status"] = json!("failed");
    }
}
