use serde_json::Value;

use super::Flaw;

/// The identity in results has no version.
pub static FLAW: Flaw = Flaw {
    id: "server-info-without-version",
    summary: "the identity in results has no version",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["discover.server-info-shape", "schema.messages-valid"],
};

fn rewrite(_method: &str, _params: &Value, result: &mut Value) {
    if let Some(info) = result["_meta"]["io.modelcontextprotocol/serverInfo"].as_object_mut() {
        info.shift_remove("version");
    }
}
