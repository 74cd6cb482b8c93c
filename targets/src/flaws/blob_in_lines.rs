use serde_json::Value;

use super::Flaw;

/// A blob is Base64 in lines, as mail has it.
pub static FLAW: Flaw = Flaw {
    id: "blob-in-lines",
    summary: "a blob is Base64 in lines, as mail has it",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["resources.blob-base64"],
};

fn rewrite(method: &str, _params: &Value, result: &mut Value) {
    if method == "resources/read"
        && let Some(blob) = result.pointer_mut("/contents/0/blob")
    {
        let text = blob.as_str().unwrap_or_default();
        let (first, rest) = text.split_at(64.min(text.len()));
        *blob = Value::from(format!("{first}\r\n{rest}\r\n"));
    }
}
