use serde_json::Value;

use super::Flaw;

/// A request for input has the result type complete.
pub static FLAW: Flaw = Flaw {
    id: "interim-as-complete",
    summary: "a request for input has the result type complete",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["mrtr.interim-shape", "schema.messages-valid"],
};

fn rewrite(_method: &str, _params: &Value, result: &mut Value) {
    if result["resultType"] == "input_required" {
        result["resultType"] = Value::from("complete");
    }
}
