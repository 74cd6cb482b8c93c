use serde_json::Value;

use super::Flaw;

/// The result of tasks/result does not name its task.
pub static FLAW: Flaw = Flaw {
    id: "task-result-unnamed",
    summary: "the result of tasks/result does not name its task",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["tasks.result-names-task"],
};

fn rewrite(method: &str, _params: &Value, result: &mut Value) {
    if method == "tasks/result"
        && let Some(members) = result.as_object_mut()
    {
        members.shift_remove("_meta");
    }
}
