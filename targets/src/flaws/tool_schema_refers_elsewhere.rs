use serde_json::Value;

use super::Flaw;

/// The inputSchema of a tool refers to another address.
pub static FLAW: Flaw = Flaw {
    id: "tool-schema-refers-elsewhere",
    summary: "the inputSchema of a tool refers to another address",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["schema.no-external-reference"],
};

fn rewrite(method: &str, _params: &Value, result: &mut Value) {
    if method == "tools/list" {
        let reference = Value::from("https://schemas.example.com/count.json");
        result["tools"][2]["inputSchema"]["properties"]["to"]["$ref"] = reference;
    }
}
