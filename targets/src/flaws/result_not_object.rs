use serde_json::{Value, json};

use super::Flaw;

/// The result of tools/list is an array.
pub static FLAW: Flaw = Flaw {
    id: "result-not-object",
    summary: "the result of tools/list is an array",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &[
        "jsonrpc.result-object",
        "jsonrpc.result-type-present",
        "tools.list-answered",
        "schema.messages-valid",
    ],
};

fn rewrite(method: &str, _params: &Value, result: &mut Value) {
    if method == "tools/list" {
        *result = json!([]);
    }
}
