use serde_json::Value;

use super::Flaw;

/// The URI of a resource is none.
pub static FLAW: Flaw = Flaw {
    id: "resource-uri-malformed",
    summary: "the URI of a resource is none",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["resources.listed-readable", "resources.uri-syntax"],
};

fn rewrite(method: &str, _params: &Value, result: &mut Value) {
    if method == "resources/list"
        && let Some(resource) = result["resources"].get_mut(1)
    {
        resource["uri"] = Value::from("my notes/today");
    }
}
