use serde_json::{Value, json};

use super::Flaw;

/// Tasks/get names the task in the metadata, too.
pub static FLAW: Flaw = Flaw {
    id: "task-named-twice",
    summary: "tasks/get names the task in the metadata, too",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["tasks.related-meta-placement"],
};

fn rewrite(method: &str, _params: &Value, result: &mut Value) {
    if method == "tasks/get" {
        let id = result["taskId"].clone();
        result["_meta"] = json!({"io.modelcontextprotocol/related-task": {"taskId": id}});
    }
}
