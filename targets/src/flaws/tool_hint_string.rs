use serde_json::Value;

use super::Flaw;

/// A hint of a tool is a string.
pub static FLAW: Flaw = Flaw {
    id: "tool-hint-string",
    summary: "a hint of a tool is a string",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["tools.annotations-shape", "schema.messages-valid"],
};

fn rewrite(method: &str, _params: &Value, result: &mut Value) {
    if method == "tools/list" {
        result["tools"][1]["annotations"]["idempotentHint"] = Value::from("true");
    }
}
