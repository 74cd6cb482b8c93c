use serde_json::Value;

use super::Flaw;

/// A message of a prompt has the role system.
pub static FLAW: Flaw = Flaw {
    id: "prompt-role-system",
    summary: "a message of a prompt has the role system",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["prompts.get-schema", "schema.messages-valid"],
};

fn rewrite(method: &str, _params: &Value, result: &mut Value) {
    if method == "prompts/get" {
        result["messages"][0]["role"] = Value::from("system");
    }
}
