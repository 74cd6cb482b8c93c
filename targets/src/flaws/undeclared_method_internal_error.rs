use serde_json::{Value, json};

use super::Flaw;

/// A method whose capability is not declared fails with -32603.
pub static FLAW: Flaw = Flaw {
    id: "undeclared-method-internal-error",
    summary: "a method whose capability is not declared fails with -32603",
    apply: |behaviour| {
        behaviour.slim = true;
        behaviour.hooks.rewrite_error = Some(rewrite);
    },
    fails: &["discover.undeclared-method", "completion.unsupported"],
};

fn rewrite(method: &str, error: &mut Value) {
    if method == "completion/complete" {
        error["code"] = json!(-32603);
    }
}
