use serde_json::Value;

use super::Flaw;

/// An outputSchema has the type array.
pub static FLAW: Flaw = Flaw {
    id: "output-schema-not-object",
    summary: "an outputSchema has the type array",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &[
        "tools.output-schema-object",
        "tools.output-conforms",
        "schema.messages-valid",
    ],
};

fn rewrite(method: &str, _params: &Value, result: &mut Value) {
    if method == "tools/list" {
        result["tools"][1]["outputSchema"]["type"] = Value::from("array");
    }
}
