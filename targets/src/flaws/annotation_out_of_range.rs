use serde_json::Value;

use super::Flaw;

/// The priority of a resource is 5.
pub static FLAW: Flaw = Flaw {
    id: "annotation-out-of-range",
    summary: "the priority of a resource is 5",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["resources.annotations-range", "schema.messages-valid"],
};

fn rewrite(method: &str, _params: &Value, result: &mut Value) {
    if method == "resources/list" {
        result["resources"][0]["annotations"]["priority"] = Value::from(5);
    }
}
