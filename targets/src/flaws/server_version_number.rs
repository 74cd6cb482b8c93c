use serde_json::Value;

use super::Flaw;

/// The version in serverInfo is a number.
pub static FLAW: Flaw = Flaw {
    id: "server-version-number",
    summary: "the version in serverInfo is a number",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["lifecycle.server-info", "schema.messages-valid"],
};

fn rewrite(method: &str, _params: &Value, result: &mut Value) {
    if method == "initialize" {
        result["serverInfo"]["version"] = Value::from(1);
    }
}
