use serde_json::Value;

use super::Flaw;

/// Input is asked for with a method that no revision has.
pub static FLAW: Flaw = Flaw {
    id: "input-request-unknown",
    summary: "input is asked for with a method that no revision has",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["mrtr.request-kinds", "schema.messages-valid"],
};

fn rewrite(_method: &str, _params: &Value, result: &mut Value) {
    if let Some(request) = result.pointer_mut("/inputRequests/confirmation") {
        request["method"] = Value::from("input/prompt");
    }
}
