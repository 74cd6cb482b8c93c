use serde_json::Value;

use super::Flaw;

/// The listed size of a resource is that of its Base64.
pub static FLAW: Flaw = Flaw {
    id: "listed-size-of-encoding",
    summary: "the listed size of a resource is that of its Base64",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["resources.blob-base64"],
};

fn rewrite(method: &str, _params: &Value, result: &mut Value) {
    if let ("resources/list", Some(resources)) =
        (method, result.get_mut("resources").and_then(Value::as_array_mut))
    {
        for resource in resources {
            if let Some(size) = resource["size"].as_u64() {
                resource["size"] = Value::from(size.div_ceil(3) * 4);
            }
        }
    }
}
