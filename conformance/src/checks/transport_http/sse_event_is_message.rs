use serde_json::Value;

use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::absent;
use crate::jsonrpc::Message;
use crate::probes::WHOLE_RUN;
use crate::revision::Revision;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "transport-http.sse-event-is-message",
    requirements: &["HTTP-SSE-WELLFORMED", "HTTP-SSE-EVENT-IS-MESSAGE"],
    summary: "each event with data carries one JSON-RPC message",
    severity: Severity::Medium,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: "Write each message into an event of its own, every line of it behind `data:`; use comments to keep a stream alive.",
    classes: &[],
    examples: &[
        passes(r#"a | 200 | event {"jsonrpc":"2.0","id":1,"result":{}}"#),
        // An escaped lone surrogate is JSON (RFC 8259, section 8.2), and a target may echo one.
        passes(r#"a | 200 | event {"jsonrpc":"2.0","id":1,"result":{"text":"\ud800"}}"#),
        fails("a | 200 | event ping", "is not one JSON-RPC message"),
        fails(
            r#"a | 200 | block event: reply\ndata: {"jsonrpc":"2.0","id":1,"result":{}}"#,
            r#"an event of type "reply""#,
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let mut messages = 0;
    for reply in seen.all_exchanges() {
        for event in reply.events.iter().filter(|event| !event.data.is_empty()) {
            let message = Message::read(event.data.as_bytes());
            // Responses to a batch may come in one event.
            let takes_batches = seen.head.cell.revision <= Revision::V2025_03_26;
            let is_batch = takes_batches && message.value.as_ref().is_some_and(Value::is_array);
            let known =
                message.is_request() || message.is_notification() || message.is_response() || is_batch;
            reply.require(known, || "an event's data is not one JSON-RPC message".to_owned())?;
            let kind = event.kind.as_deref().unwrap_or("message");
            let plain = kind == "message" || seen.head.cell.revision.is_modern();
            reply.require(plain, || format!("a message came in an event of type {kind:?}"))?;
            messages += 1;
        }
    }
    if messages > 0 {
        Ok(())
    } else {
        Err(absent(seen, "no event stream carried a message"))
    }
}
