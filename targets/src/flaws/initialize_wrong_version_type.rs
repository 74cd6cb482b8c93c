use serde_json::Value;

use super::Flaw;

/// Initialize names its version as a number.
pub static FLAW: Flaw = Flaw {
    id: "initialize-wrong-version-type",
    summary: "initialize names its version as a number",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["lifecycle.initialize-result", "schema.messages-valid"],
};

fn rewrite(method: &str, _params: &Value, result: &mut Value) {
    if method == "initialize" {
        result["protocolVersion"] = Value::from(20_251_125);
    }
}
