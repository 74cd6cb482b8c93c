use serde_json::{Value, json};

use super::Flaw;

/// A call as a task is answered with an outcome beside the task.
pub static FLAW: Flaw = Flaw {
    id: "task-creation-with-outcome",
    summary: "a call as a task is answered with an outcome beside the task",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["tasks.creation-answered"],
};

fn rewrite(method: &str, params: &Value, result: &mut Value) {
    if method == "tools/call" && params.get("task").is_some() && result["task"].is_object() {
        result["content"] = json!([]);
    }
}
