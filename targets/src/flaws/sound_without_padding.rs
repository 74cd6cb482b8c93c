use serde_json::Value;

use super::Flaw;

/// The Base64 of a sound has no padding.
pub static FLAW: Flaw = Flaw {
    id: "sound-without-padding",
    summary: "the Base64 of a sound has no padding",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["tools.binary-base64"],
};

fn rewrite(method: &str, _params: &Value, result: &mut Value) {
    if method == "tools/call"
        && let Some(block) = result.pointer_mut("/content/0")
        && block["type"] == "audio"
    {
        let data = block["data"].as_str().unwrap_or_default();
        block["data"] = Value::from(data.trim_end_matches('='));
    }
}
