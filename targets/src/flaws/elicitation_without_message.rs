use serde_json::Value;

use super::Flaw;

/// An elicitation has no message.
pub static FLAW: Flaw = Flaw {
    id: "elicitation-without-message",
    summary: "an elicitation has no message",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &[
        "elicitation.request-fields",
        "mrtr.request-kinds",
        "schema.messages-valid",
    ],
};

fn rewrite(_method: &str, _params: &Value, result: &mut Value) {
    if let Some(params) = result.pointer_mut("/inputRequests/confirmation/params") {
        params
            .as_object_mut()
            .map(|params| params.shift_remove("message"));
    }
}
