use serde_json::Value;

use super::Flaw;

/// The values of a completion lie one level too high.
pub static FLAW: Flaw = Flaw {
    id: "completion-misplaced",
    summary: "the values of a completion lie one level too high",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["completion.result-schema", "schema.messages-valid"],
};

fn rewrite(method: &str, _params: &Value, result: &mut Value) {
    if method == "completion/complete" {
        result["values"] = result["completion"]["values"].take();
    }
}
