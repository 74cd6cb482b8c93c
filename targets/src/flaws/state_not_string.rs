use serde_json::{Value, json};

use super::Flaw;

/// The `requestState` is an object.
pub static FLAW: Flaw = Flaw {
    id: "state-not-string",
    summary: "requestState is an object",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["mrtr.state-is-string", "mrtr.completes", "schema.messages-valid"],
};

fn rewrite(_method: &str, _params: &Value, result: &mut Value) {
    if let Some(state) = result.get_mut("requestState") {
        *state = json!({"state": state});
    }
}
