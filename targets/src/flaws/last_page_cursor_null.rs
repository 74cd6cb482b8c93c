use serde_json::Value;

use super::Flaw;

/// The last page has the cursor null.
pub static FLAW: Flaw = Flaw {
    id: "last-page-cursor-null",
    summary: "the last page has the cursor null",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["pagination.cursor-is-string", "schema.messages-valid"],
};

fn rewrite(method: &str, _params: &Value, result: &mut Value) {
    if method.ends_with("/list") && result.get("nextCursor").is_none() {
        result["nextCursor"] = Value::Null;
    }
}
