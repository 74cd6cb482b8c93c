use serde_json::{Value, json};

use super::Flaw;

/// Tasks/result wraps the result in another.
pub static FLAW: Flaw = Flaw {
    id: "task-result-wrapped",
    summary: "tasks/result wraps the result in another",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["tasks.result-exact"],
};

fn rewrite(method: &str, _params: &Value, result: &mut Value) {
    if method == "tasks/result" {
        let meta = result["_meta"].take();
        *result = json!({"result": result.take(), "_meta": meta});
    }
}
