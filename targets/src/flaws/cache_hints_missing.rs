use serde_json::Value;

use super::Flaw;

/// Results carry no caching hints.
pub static FLAW: Flaw = Flaw {
    id: "cache-hints-missing",
    summary: "results carry no caching hints",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["caching.hints-present", "schema.messages-valid"],
};

fn rewrite(_method: &str, _params: &Value, result: &mut Value) {
    if let Some(members) = result.as_object_mut() {
        members.shift_remove("ttlMs");
        members.shift_remove("cacheScope");
    }
}
