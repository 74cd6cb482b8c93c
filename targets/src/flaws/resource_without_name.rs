use serde_json::Value;

use super::Flaw;

/// A resource has no name.
pub static FLAW: Flaw = Flaw {
    id: "resource-without-name",
    summary: "a resource has no name",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["resources.list-schema", "schema.messages-valid"],
};

fn rewrite(method: &str, _params: &Value, result: &mut Value) {
    if method == "resources/list"
        && let Some(resource) = result["resources"][0].as_object_mut()
    {
        resource.shift_remove("name");
    }
}
