use super::is_success;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::absent;
use crate::probes::WHOLE_RUN;
use crate::transcript::{Reply, Transcript};

pub static CHECK: Check = Check {
    id: "transport-http.sse-not-buffered",
    requirements: &["HTTP-SSE-NO-PROXY-BUFFERING"],
    summary: "event streams ask proxies not to buffer",
    severity: Severity::Low,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: "Send `X-Accel-Buffering: no` with every event stream.",
    classes: &[],
    examples: &[
        passes("a | 200 | Content-Type: text/event-stream | X-Accel-Buffering: no"),
        fails(
            "a | 200 | Content-Type: text/event-stream",
            "X-Accel-Buffering of a stream is None",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let is_stream = |reply: &Reply<'_>| is_success(reply) && reply.media_type() == "text/event-stream";
    let mut streams = seen.all_exchanges().filter(is_stream).peekable();
    if streams.peek().is_none() {
        return Err(absent(seen, "no request is answered by a stream"));
    }
    for reply in streams {
        let value = reply.header("x-accel-buffering").map(str::to_ascii_lowercase);
        reply.require(value.as_deref() == Some("no"), || {
            format!("X-Accel-Buffering of a stream is {value:?}")
        })?;
    }
    Ok(())
}
