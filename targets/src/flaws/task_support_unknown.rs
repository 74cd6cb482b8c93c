use serde_json::{Value, json};

use super::Flaw;

/// A tool has a taskSupport that is none of the words.
pub static FLAW: Flaw = Flaw {
    id: "task-support-unknown",
    summary: "a tool has a taskSupport that is none of the words",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["tasks.support-known", "schema.messages-valid"],
};

fn rewrite(method: &str, _params: &Value, result: &mut Value) {
    if method == "tools/list"
        && let Some(tool) = result.pointer_mut("/tools/0")
    {
        tool["execution"] = json!({"taskSupport": "maybe"});
    }
}
