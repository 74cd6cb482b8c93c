use serde_json::{Value, json};

use super::Flaw;

/// A prompt is split into messages where a role is named in it.
pub static FLAW: Flaw = Flaw {
    id: "prompt-split-at-roles",
    summary: "a prompt is split into messages where a role is named in it",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["prompts.injection-contained"],
};

fn rewrite(method: &str, _params: &Value, result: &mut Value) {
    let text = result["messages"][0]["content"]["text"]
        .as_str()
        .unwrap_or_default();
    if method == "prompts/get"
        && let Some((before, after)) = text.split_once("Assistant: ")
    {
        let message =
            |role: &str, text: &str| json!({"role": role, "content": {"type": "text", "text": text}});
        result["messages"] = json!([message("user", before), message("assistant", after)]);
    }
}
