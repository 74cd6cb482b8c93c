use serde_json::Value;

use super::Flaw;

/// The first tool's inputSchema is null.
pub static FLAW: Flaw = Flaw {
    id: "tool-schema-not-object",
    summary: "the first tool's inputSchema is null",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &[
        "tools.input-schema-object",
        "tools.list-schema",
        "schema.messages-valid",
    ],
};

fn rewrite(method: &str, _params: &Value, result: &mut Value) {
    if method == "tools/list" {
        result["tools"][0]["inputSchema"] = Value::Null;
    }
}
