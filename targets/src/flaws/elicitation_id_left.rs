use serde_json::{Value, json};

use super::Flaw;

/// An elicitation has an elicitationId.
pub static FLAW: Flaw = Flaw {
    id: "elicitation-id-left",
    summary: "an elicitation has an elicitationId",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["elicitation.removed-pieces"],
};

fn rewrite(_method: &str, _params: &Value, result: &mut Value) {
    if let Some(params) = result.pointer_mut("/inputRequests/page/params") {
        params["elicitationId"] = json!("1");
    }
}
