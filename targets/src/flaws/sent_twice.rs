use serde_json::Value;

use super::Flaw;

/// The response of a stream is sent twice.
pub static FLAW: Flaw = Flaw {
    id: "sent-twice",
    summary: "the response of a stream is sent twice",
    apply: |behaviour| behaviour.hooks.rewrite_sse_event = Some(rewrite),
    fails: &[
        "cancellation.race-safe",
        "jsonrpc.concurrent-correlation",
        "jsonrpc.single-response",
        "meta.interleaved-requests",
        "session.same-id-calls",
        "transport-http.sse-ends-after-response",
        "transport-http.sse-final-response",
    ],
};

fn rewrite(message: &Value, event: &mut Vec<u8>) {
    if message.get("result").is_some() {
        event.extend_from_within(..);
    }
}
