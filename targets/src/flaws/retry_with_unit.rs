use serde_json::Value;

use super::Flaw;

/// A retry field has a unit.
pub static FLAW: Flaw = Flaw {
    id: "retry-with-unit",
    summary: "a retry field has a unit",
    apply: |behaviour| behaviour.hooks.rewrite_sse_event = Some(rewrite),
    fails: &["resumption.retry-integer"],
};

fn rewrite(_message: &Value, event: &mut Vec<u8>) {
    event.splice(0..0, *b"retry: 2.5s\n");
}
