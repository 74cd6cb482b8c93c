use serde_json::{Value, json};

use super::Flaw;

/// An extension is advertised without a prefix.
pub static FLAW: Flaw = Flaw {
    id: "extension-without-prefix",
    summary: "an extension is advertised without a prefix",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["extensions.identifier-format"],
};

fn rewrite(_method: &str, _params: &Value, result: &mut Value) {
    if let Some(extensions) = result.pointer_mut("/capabilities/extensions") {
        *extensions = json!({"reference": {}});
    }
}
