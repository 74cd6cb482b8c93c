use serde_json::Value;

use super::Flaw;

/// A tool has the title null.
pub static FLAW: Flaw = Flaw {
    id: "tool-title-null",
    summary: "a tool has the title null",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["tools.list-schema", "schema.messages-valid"],
};

fn rewrite(method: &str, _params: &Value, result: &mut Value) {
    if method == "tools/list" {
        result["tools"][0]["title"] = Value::Null;
    }
}
