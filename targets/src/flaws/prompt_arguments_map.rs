use serde_json::{Value, json};

use super::Flaw;

/// The arguments of a prompt are a map.
pub static FLAW: Flaw = Flaw {
    id: "prompt-arguments-map",
    summary: "the arguments of a prompt are a map",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["prompts.list-schema", "schema.messages-valid"],
};

fn rewrite(method: &str, _params: &Value, result: &mut Value) {
    if method == "prompts/list" && result["prompts"][0]["arguments"].is_array() {
        result["prompts"][0]["arguments"] = json!({"name": {"required": true}});
    }
}
