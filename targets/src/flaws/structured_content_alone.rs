use serde_json::Value;

use super::Flaw;

/// `structuredContent` comes without a text.
pub static FLAW: Flaw = Flaw {
    id: "structured-content-alone",
    summary: "structuredContent comes without a text",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["tools.structured-text-copy"],
};

fn rewrite(method: &str, _params: &Value, result: &mut Value) {
    if method == "tools/call" && result.get("structuredContent").is_some() {
        result["content"] = Value::Array(Vec::new());
    }
}
