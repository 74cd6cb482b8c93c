use serde_json::Value;

use super::Flaw;

/// Results do not say which server they come from.
pub static FLAW: Flaw = Flaw {
    id: "server-info-withheld",
    summary: "results do not say which server they come from",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["meta.server-info-in-results"],
};

fn rewrite(_method: &str, _params: &Value, result: &mut Value) {
    if let Some(meta) = result.get_mut("_meta").and_then(Value::as_object_mut) {
        meta.shift_remove("io.modelcontextprotocol/serverInfo");
    }
}
