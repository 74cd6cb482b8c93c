use serde_json::Value;

use super::Flaw;

/// Resources/list has no resources.
pub static FLAW: Flaw = Flaw {
    id: "resources-list-not-array",
    summary: "resources/list has no resources",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["resources.list-answered", "schema.messages-valid"],
};

fn rewrite(method: &str, _params: &Value, result: &mut Value) {
    if method == "resources/list" {
        result["resources"] = Value::Null;
    }
}
