use serde_json::{Value, json};

use super::Flaw;

/// Results carry a key of the server's own under a reserved prefix.
pub static FLAW: Flaw = Flaw {
    id: "meta-key-invented",
    summary: "results carry a key of the server's own under a reserved prefix",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["meta.reserved-prefix"],
};

fn rewrite(_method: &str, _params: &Value, result: &mut Value) {
    if let Some(meta) = result.get_mut("_meta").and_then(Value::as_object_mut) {
        meta.insert("io.modelcontextprotocol/acme-cost".to_owned(), json!(1));
    }
}
