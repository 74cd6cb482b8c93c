use super::is_address;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::absent;
use crate::jsonrpc::Message;
use crate::probes::WHOLE_RUN;
use crate::revision::Revision;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "transport-sse.message-events",
    requirements: &["SSE-MESSAGE-EVENTS"],
    summary: "what the server says comes in events of type message, one JSON-RPC message each",
    severity: Severity::Medium,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: "Write each message into an event of its own, of type `message`; use comments to keep a stream alive.",
    classes: &[],
    examples: &[
        passes(
            "stream | no id | 200 | block event: endpoint\\ndata: /m | left\n\
             a | 202 | block event: message\\ndata: {\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}\n\
             b | 202 | block : ping | event {\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}",
        ),
        passes(
            r#"in: 2025-03-26 http+sse
a | 202 | event [{"jsonrpc":"2.0","id":1,"result":{}}]"#,
        ),
        fails(
            r#"a | 202 | block event: response\ndata: {"jsonrpc":"2.0","id":1,"result":{}}"#,
            r#"a message came in an event of type "response""#,
        ),
        fails(
            "a | 202 | event ping",
            "an event's data is not one JSON-RPC message",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    // The one revision in which an array can be what answers one.
    let batches = seen.head.cell.revision == Revision::V2025_03_26;
    let mut messages = 0;
    for reply in seen.all_exchanges() {
        for event in reply
            .events
            .iter()
            .filter(|event| !event.data.is_empty() && !is_address(event))
        {
            let message = Message::read(event.data.as_bytes());
            let is_array = message.value.as_ref().is_some_and(serde_json::Value::is_array);
            let known = message.is_request() || message.is_notification() || message.is_response();
            reply.require(known || batches && is_array, || {
                "an event's data is not one JSON-RPC message".to_owned()
            })?;
            let kind = event.kind.as_deref().unwrap_or("message");
            reply.require(kind == "message", || {
                format!("a message came in an event of type {kind:?}")
            })?;
            messages += 1;
        }
    }
    if messages > 0 {
        Ok(())
    } else {
        Err(absent(seen, "no stream carried a message"))
    }
}
