use serde_json::Value;

use super::Flaw;

/// An interim result has neither inputRequests nor requestState.
pub static FLAW: Flaw = Flaw {
    id: "interim-without-content",
    summary: "an interim result has neither inputRequests nor requestState",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["mrtr.at-least-one", "mrtr.completes"],
};

fn rewrite(_method: &str, _params: &Value, result: &mut Value) {
    if result["resultType"] == "input_required"
        && let Some(members) = result.as_object_mut()
    {
        members.shift_remove("inputRequests");
        members.shift_remove("requestState");
    }
}
