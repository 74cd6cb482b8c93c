use serde_json::{Value, json};

use super::Flaw;

/// The settings of an extension are no object.
pub static FLAW: Flaw = Flaw {
    id: "extension-settings-true",
    summary: "the settings of an extension are no object",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &[
        "discover.capabilities-shape",
        "extensions.settings-object",
        "schema.messages-valid",
    ],
};

fn rewrite(_method: &str, _params: &Value, result: &mut Value) {
    if let Some(extensions) = result.pointer_mut("/capabilities/extensions") {
        *extensions = json!({"example.proofhouse/reference": true});
    }
}
