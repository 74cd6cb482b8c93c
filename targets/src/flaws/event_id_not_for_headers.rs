use serde_json::Value;

use super::Flaw;

/// Event ids hold a control character.
pub static FLAW: Flaw = Flaw {
    id: "event-id-not-for-headers",
    summary: "event ids hold a control character",
    apply: |behaviour| behaviour.hooks.rewrite_sse_event = Some(rewrite),
    fails: &["resumption.event-id-safe"],
};

fn rewrite(_message: &Value, event: &mut Vec<u8>) {
    if event.starts_with(b"id: ") {
        event.insert(4, 1);
    }
}
