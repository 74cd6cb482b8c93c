use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::absent;
use crate::probes::framing::{AFTER_STREAM, CONTROL, FRAMING, WHOLE_STREAM};
use crate::transcript::{End, Transcript};

pub static CHECK: Check = Check {
    id: "transport-http.sse-ends-after-response",
    requirements: &["HTTP-SSE-CLOSE-AFTER-RESPONSE", "HTTP-SSE-TERMINATES"],
    summary: "the stream of a request ends with its response",
    severity: Severity::Low,
    probe: &FRAMING,
    needs: &[],
    judge,
    remedy: "End the body of the answer once the response was written to it.",
    classes: &["CWE-772"],
    examples: &[
        passes(
            r#"control | 200 | ok
whole-stream | 200 | Content-Type: text/event-stream | event {"jsonrpc":"2.0","id":1,"result":{}}
after-stream | 200 | ok"#,
        ),
        fails(
            r#"control | 200 | ok
whole-stream | 200 | Content-Type: text/event-stream | event {"jsonrpc":"2.0","id":1,"result":{}} | left
after-stream | 200 | ok"#,
            "a stream stays open behind its response",
        ),
        fails(
            r#"control | 200 | ok
whole-stream | 200 | Content-Type: text/event-stream | event {"jsonrpc":"2.0","id":1,"result":{}} | event {"jsonrpc":"2.0","method":"notifications/message"}
after-stream | 200 | ok"#,
            "something comes on a stream behind its response",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(CONTROL)?;
    let reply = seen.exchange(WHOLE_STREAM)?;
    if reply.media_type() != "text/event-stream" {
        return Err(absent(seen, "a request is not answered by a stream"));
    }
    let messages = reply.messages();
    let Some(at) = messages.iter().position(crate::jsonrpc::Message::is_response) else {
        return Err(Verdict::inconclusive("no response came on the stream"));
    };
    // What is asked afterwards is served at once, so it is not that the target is slow.
    seen.control(AFTER_STREAM)?;
    reply.advise(at + 1 == messages.len(), || {
        "something comes on a stream behind its response".to_owned()
    })?;
    reply.advise(!matches!(reply.end, Some(End::Left | End::TimedOut)), || {
        "a stream stays open behind its response".to_owned()
    })
}
