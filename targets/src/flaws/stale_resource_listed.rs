use serde_json::{Value, json};

use super::Flaw;

/// A resource is listed that is no longer there.
pub static FLAW: Flaw = Flaw {
    id: "stale-resource-listed",
    summary: "a resource is listed that is no longer there",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["resources.listed-readable"],
};

fn rewrite(method: &str, _params: &Value, result: &mut Value) {
    let is_last = result.get("nextCursor").is_none();
    if let ("resources/list", Some(resources)) =
        (method, result.get_mut("resources").and_then(Value::as_array_mut))
        && is_last
    {
        resources.push(json!({"uri": "proof://stale", "name": "stale"}));
    }
}
