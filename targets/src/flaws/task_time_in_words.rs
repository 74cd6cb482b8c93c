use serde_json::{Value, json};

use super::Flaw;

/// A task says in words when it was created.
pub static FLAW: Flaw = Flaw {
    id: "task-time-in-words",
    summary: "a task says in words when it was created",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["tasks.object-whole"],
};

fn rewrite(method: &str, params: &Value, result: &mut Value) {
    if method == "tools/call" && params.get("task").is_some() && result["task"].is_object() {
        result["task"]["createdAt"] = json!("a moment ago");
    }
}
