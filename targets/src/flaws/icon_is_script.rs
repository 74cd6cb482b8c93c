use serde_json::Value;

use super::Flaw;

/// The icon of a prompt is a script.
pub static FLAW: Flaw = Flaw {
    id: "icon-is-script",
    summary: "the icon of a prompt is a script",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["schema.icon-scheme"],
};

fn rewrite(_method: &str, _params: &Value, result: &mut Value) {
    let prompts = result.get_mut("prompts").and_then(Value::as_array_mut);
    for prompt in prompts.into_iter().flatten() {
        if prompt.get("icons").is_some() {
            prompt["icons"][0]["src"] = Value::from("javascript:alert(1)");
        }
    }
}
