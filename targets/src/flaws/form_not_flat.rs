use serde_json::{Value, json};

use super::Flaw;

/// A property of a form combines schemas.
pub static FLAW: Flaw = Flaw {
    id: "form-not-flat",
    summary: "a property of a form combines schemas",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["elicitation.schema-flat"],
};

fn rewrite(_method: &str, _params: &Value, result: &mut Value) {
    if let Some(params) = result.pointer_mut("/inputRequests/confirmation/params") {
        params["requestedSchema"]["properties"]["confirmed"]["allOf"] = json!([{"type": "boolean"}]);
    }
}
