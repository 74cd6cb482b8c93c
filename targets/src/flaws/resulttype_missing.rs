use serde_json::Value;

use super::Flaw;

/// Results carry no resultType.
pub static FLAW: Flaw = Flaw {
    id: "resulttype-missing",
    summary: "results carry no resultType",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &[
        "jsonrpc.result-type-present",
        "mrtr.interim-shape",
        "schema.messages-valid",
    ],
};

fn rewrite(_method: &str, _params: &Value, result: &mut Value) {
    if let Some(members) = result.as_object_mut() {
        members.shift_remove("resultType");
    }
}
