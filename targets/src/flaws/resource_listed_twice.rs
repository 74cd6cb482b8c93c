use serde_json::Value;

use super::Flaw;

/// A resource is listed twice.
pub static FLAW: Flaw = Flaw {
    id: "resource-listed-twice",
    summary: "a resource is listed twice",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["resources.uri-unique"],
};

fn rewrite(method: &str, _params: &Value, result: &mut Value) {
    if let ("resources/list", Some(resources)) =
        (method, result.get_mut("resources").and_then(Value::as_array_mut))
    {
        resources.extend(resources.last().cloned());
    }
}
