use serde_json::Value;

use super::Flaw;

/// The event of a response carries a notification too.
pub static FLAW: Flaw = Flaw {
    id: "sse-two-messages-in-one-event",
    summary: "the event of a response carries a notification too",
    apply: |behaviour| behaviour.hooks.rewrite_sse_event = Some(rewrite),
    fails: &[
        "transport-http.sse-event-is-message",
        "transport-http.sse-final-response",
    ],
};

fn rewrite(message: &Value, event: &mut Vec<u8>) {
    if message.get("result").is_some()
        && let Some(data) = event.windows(6).position(|window| window == b"data: ")
    {
        let extra =
            br#"{"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info","data":"extra"}}"#;
        event.splice(data + 6..data + 6, [extra.as_slice(), b"\ndata: "].concat());
    }
}
