use serde_json::Value;

use super::Flaw;

/// The image in a prompt is a data URL.
pub static FLAW: Flaw = Flaw {
    id: "prompt-image-is-data-url",
    summary: "the image in a prompt is a data URL",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["prompts.binary-base64"],
};

fn rewrite(method: &str, _params: &Value, result: &mut Value) {
    if method == "prompts/get"
        && let Some(content) = result.pointer_mut("/messages/0/content")
        && content["type"] == "image"
    {
        let data = content["data"].as_str().unwrap_or_default();
        content["data"] = Value::from(format!("data:image/png;base64,{data}"));
    }
}
