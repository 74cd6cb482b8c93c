use serde_json::Value;

use super::Flaw;

/// A result that asks for input can be cached.
pub static FLAW: Flaw = Flaw {
    id: "interim-with-hints",
    summary: "a result that asks for input can be cached",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["caching.no-hints-on-interim"],
};

fn rewrite(_method: &str, _params: &Value, result: &mut Value) {
    if result["resultType"] == "input_required" {
        result["ttlMs"] = Value::from(60_000);
        result["cacheScope"] = Value::from("private");
    }
}
