use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::absent;
use crate::probes::http::{CLEAN, ENDPOINT, WHOLE_STREAM};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "transport-http.sse-final-response",
    requirements: &["HTTP-SSE-FINAL-RESPONSE", "HTTP-SSE-RESPONSE-DELIVERED"],
    summary: "a stream delivers exactly one response to its request",
    severity: Severity::Medium,
    probe: &ENDPOINT,
    needs: &[],
    judge,
    remedy: "End the stream of a request with its response, and send that once.",
    classes: &[],
    examples: &[
        passes(
            r#"in: 2026-07-28 streamable-http
clean | 200 | ok
whole-stream | 200 | Content-Type: text/event-stream | event {"jsonrpc":"2.0","id":1,"result":{}}"#,
        ),
        fails(
            "in: 2026-07-28 streamable-http\nclean | 200 | ok\nwhole-stream | 200 | Content-Type: text/event-stream",
            "a stream ended after 0 responses",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(CLEAN)?;
    let Some(reply) = seen.exchanges(WHOLE_STREAM).next() else {
        return Err(absent(seen, "no tool is known that may be called"));
    };
    reply.answered()?;
    if reply.media_type() != "text/event-stream" {
        return Err(absent(seen, "a tool call is not answered by a stream"));
    }
    let responses: Vec<_> = reply
        .messages()
        .iter()
        .filter(|message| message.is_response())
        .collect();
    let resumable = reply.events.iter().any(|event| event.id.is_some());
    if responses.is_empty() && resumable && !seen.head.cell.revision.is_modern() {
        return Err(Verdict::inconclusive(
            "the stream ended before its response, and can be resumed",
        ));
    }
    let own = reply
        .id
        .as_ref()
        .is_some_and(|id| responses.iter().all(|response| response.answers(id)));
    reply.require(own && responses.len() == 1, || {
        format!("a stream ended after {} responses", responses.len())
    })
}
