use serde_json::Value;

use super::Flaw;

/// A supported version is answered with another.
pub static FLAW: Flaw = Flaw {
    id: "version-not-echoed",
    summary: "a supported version is answered with another",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &[],
};

fn rewrite(method: &str, params: &Value, result: &mut Value) {
    if method == "initialize" && result["protocolVersion"] == params["protocolVersion"] {
        result["protocolVersion"] = Value::from("2025-03-26");
    }
}
