use serde_json::Value;

use super::Flaw;

/// The last page of the prompts has a cursor to itself.
pub static FLAW: Flaw = Flaw {
    id: "last-page-names-itself",
    summary: "the last page of the prompts has a cursor to itself",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["pagination.terminates"],
};

fn rewrite(method: &str, params: &Value, result: &mut Value) {
    if method == "prompts/list"
        && let Some(cursor) = params.get("cursor")
    {
        result["nextCursor"] = cursor.clone();
    }
}
