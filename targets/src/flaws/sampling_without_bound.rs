use serde_json::Value;

use super::Flaw;

/// A request for sampling has no maxTokens.
pub static FLAW: Flaw = Flaw {
    id: "sampling-without-bound",
    summary: "a request for sampling has no maxTokens",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["sampling.request-schema", "schema.messages-valid"],
};

fn rewrite(_method: &str, _params: &Value, result: &mut Value) {
    if let Some(params) = result.pointer_mut("/inputRequests/summary/params") {
        params
            .as_object_mut()
            .map(|params| params.shift_remove("maxTokens"));
    }
}
