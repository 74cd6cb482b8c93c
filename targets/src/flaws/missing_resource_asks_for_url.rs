use serde_json::{Value, json};

use super::Flaw;

/// A missing resource is answered as if the user had to visit a URL.
pub static FLAW: Flaw = Flaw {
    id: "missing-resource-asks-for-url",
    summary: "a missing resource is answered as if the user had to visit a URL",
    apply: |behaviour| behaviour.hooks.rewrite_error = Some(rewrite),
    fails: &["elicitation.required-error-only-then", "resources.not-found-code"],
};

fn rewrite(method: &str, error: &mut Value) {
    if method == "resources/read" && error["code"] == -32002 {
        error["code"] = Value::from(-32042);
        let asked = json!({"mode": "url", "url": "https://example.com/", "elicitationId": "1", "message": "Visit it."});
        error["data"] = json!({"elicitations": [asked]});
    }
}
