use serde_json::Value;

use super::Flaw;

/// The inputSchema of a tool is no valid JSON Schema.
pub static FLAW: Flaw = Flaw {
    id: "tool-schema-invalid",
    summary: "the inputSchema of a tool is no valid JSON Schema",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["tools.schemas-valid", "schema.messages-valid"],
};

fn rewrite(method: &str, _params: &Value, result: &mut Value) {
    if method == "tools/list" {
        result["tools"][1]["inputSchema"]["required"] = Value::from("a");
    }
}
