use serde_json::Value;

use super::Flaw;

/// The cacheScope is neither public nor private.
pub static FLAW: Flaw = Flaw {
    id: "cache-scope-invalid",
    summary: "the cacheScope is neither public nor private",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["caching.scope-known", "schema.messages-valid"],
};

fn rewrite(_method: &str, _params: &Value, result: &mut Value) {
    if result.get("cacheScope").is_some() {
        result["cacheScope"] = Value::from("shared");
    }
}
