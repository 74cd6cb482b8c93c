use serde_json::Value;

use super::Flaw;

/// A request of the server's own precedes the response of a modern stream.
pub static FLAW: Flaw = Flaw {
    id: "sse-server-request",
    summary: "a request of the server's own precedes the response of a modern stream",
    apply: |behaviour| behaviour.hooks.rewrite_sse_event = Some(rewrite),
    fails: &[
        "jsonrpc.no-server-request",
        "transport-http.sse-no-server-request",
    ],
};

fn rewrite(message: &Value, event: &mut Vec<u8>) {
    if message["result"].get("resultType").is_some() {
        let request = br#"{"jsonrpc":"2.0","id":"server-1","method":"roots/list"}"#;
        event.splice(
            0..0,
            [b"event: message\ndata: ".as_slice(), request, b"\n\n"].concat(),
        );
    }
}
