use serde_json::Value;

use super::Flaw;

/// Prompts/list has no prompts.
pub static FLAW: Flaw = Flaw {
    id: "prompts-list-not-array",
    summary: "prompts/list has no prompts",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["prompts.list-answered", "schema.messages-valid"],
};

fn rewrite(method: &str, _params: &Value, result: &mut Value) {
    if method == "prompts/list" {
        result["prompts"] = Value::Null;
    }
}
