use serde_json::Value;

use super::Flaw;

/// What is read has neither text nor blob.
pub static FLAW: Flaw = Flaw {
    id: "contents-empty-item",
    summary: "what is read has neither text nor blob",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["resources.read-schema", "schema.messages-valid"],
};

fn rewrite(method: &str, _params: &Value, result: &mut Value) {
    if method == "resources/read"
        && let Some(item) = result["contents"][0].as_object_mut()
    {
        item.shift_remove("text");
    }
}
