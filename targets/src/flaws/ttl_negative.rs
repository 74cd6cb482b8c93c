use serde_json::Value;

use super::Flaw;

/// The ttlMs is negative.
pub static FLAW: Flaw = Flaw {
    id: "ttl-negative",
    summary: "the ttlMs is negative",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["caching.ttl-not-negative", "schema.messages-valid"],
};

fn rewrite(_method: &str, _params: &Value, result: &mut Value) {
    if result.get("ttlMs").is_some() {
        result["ttlMs"] = Value::from(-1);
    }
}
