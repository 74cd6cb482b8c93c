use serde_json::Value;

use super::Flaw;

/// Tools/list has no tools.
pub static FLAW: Flaw = Flaw {
    id: "tools-list-not-array",
    summary: "tools/list has no tools",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["tools.list-answered", "schema.messages-valid"],
};

fn rewrite(method: &str, _params: &Value, result: &mut Value) {
    if method == "tools/list" {
        result["tools"] = Value::Null;
    }
}
