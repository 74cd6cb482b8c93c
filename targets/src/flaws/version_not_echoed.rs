use serde_json::Value;

use super::Flaw;

/// A client with experimental capabilities is answered with another version.
pub static FLAW: Flaw = Flaw {
    id: "version-not-echoed",
    summary: "a client with experimental capabilities is answered with another version",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["lifecycle.version-echo"],
};

fn rewrite(method: &str, params: &Value, result: &mut Value) {
    if method == "initialize" && params["capabilities"].get("experimental").is_some() {
        result["protocolVersion"] = Value::from("2025-03-26");
    }
}
