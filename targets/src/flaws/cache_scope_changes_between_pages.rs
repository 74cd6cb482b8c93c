use serde_json::{Value, json};

use super::Flaw;

/// Later pages of a list have another `cacheScope`.
pub static FLAW: Flaw = Flaw {
    id: "cache-scope-changes-between-pages",
    summary: "later pages of a list have another cacheScope",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["caching.scope-same-on-pages"],
};

fn rewrite(method: &str, params: &Value, result: &mut Value) {
    if method == "prompts/list" && params.get("cursor").is_some() {
        result["cacheScope"] = json!("private");
    }
}
