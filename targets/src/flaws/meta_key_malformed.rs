use serde_json::{Value, json};

use super::Flaw;

/// Results carry a key that is not well formed.
pub static FLAW: Flaw = Flaw {
    id: "meta-key-malformed",
    summary: "results carry a key that is not well formed",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["meta.key-format"],
};

fn rewrite(_method: &str, _params: &Value, result: &mut Value) {
    if let Some(meta) = result.get_mut("_meta").and_then(Value::as_object_mut) {
        meta.insert("-trace/".to_owned(), json!(1));
    }
}
