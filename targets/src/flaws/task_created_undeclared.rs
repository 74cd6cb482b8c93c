use serde_json::{Value, json};

use super::Flaw;
use crate::behaviour::TaskBehaviour;

/// A call with a task creates one, which is not declared.
pub static FLAW: Flaw = Flaw {
    id: "task-created-undeclared",
    summary: "a call with a task creates one, which is not declared",
    apply: |behaviour| {
        behaviour.tasks = TaskBehaviour::Undeclared;
        behaviour.hooks.rewrite_result = Some(rewrite);
    },
    fails: &["tasks.undeclared-ignored", "tasks.capability-declared"],
};

fn rewrite(method: &str, params: &Value, result: &mut Value) {
    if method == "tools/call" && params.get("task").is_some() {
        *result = json!({"task": {
            "taskId": "786512e2-9e0d-44bd-8f29-789f320fe840",
            "status": "working",
            "createdAt": "2025-11-25T10:30:00Z",
            "lastUpdatedAt": "2025-11-25T10:30:00Z",
            "ttl": 60_000,
        }});
    }
}
