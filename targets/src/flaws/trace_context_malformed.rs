use serde_json::{Value, json};

use super::Flaw;

/// Results carry a traceparent that is none.
pub static FLAW: Flaw = Flaw {
    id: "trace-context-malformed",
    summary: "results carry a traceparent that is none",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["meta.trace-format"],
};

fn rewrite(_method: &str, _params: &Value, result: &mut Value) {
    if let Some(meta) = result.get_mut("_meta").and_then(Value::as_object_mut) {
        meta.insert(
            "traceparent".to_owned(),
            json!("00-0AF7651916CD43DD-00F067AA0BA902B7-01"),
        );
    }
}
