use serde_json::Value;

use super::Flaw;

/// Streams end without the response.
pub static FLAW: Flaw = Flaw {
    id: "sse-stream-without-final-response",
    summary: "streams end without the response",
    apply: |behaviour| behaviour.hooks.rewrite_sse_event = Some(rewrite),
    fails: &["transport-http.sse-final-response"],
};

fn rewrite(message: &Value, event: &mut Vec<u8>) {
    if message.get("result").or(message.get("error")).is_some() {
        event.clear();
    }
}
