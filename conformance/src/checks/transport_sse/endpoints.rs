use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::conversation::STREAM;
use crate::probes::http_sse::{CHANNEL, INITIALIZE};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "transport-sse.endpoints",
    requirements: &["SSE-ENDPOINTS-TWO", "SSE-COMPAT-HOSTING"],
    summary: "there is a stream to open, and an address that takes posts",
    severity: Severity::Medium,
    probe: &CHANNEL,
    needs: &[],
    judge,
    remedy: "Serve the address that the `endpoint` event names, with the path that it has behind proxies and mounts.",
    classes: &[],
    examples: &[
        passes(
            "stream | no id | 200 | Content-Type: text/event-stream | block event: endpoint\\ndata: /messages?id=1 | left\n\
             initialize | 202 | event {\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}",
        ),
        fails(
            "stream | no id | 200 | Content-Type: text/event-stream | block event: endpoint\\ndata: /messages?id=1 | left\n\
             initialize | 404",
            "the address that the stream names answers 404 to a post",
        ),
        fails("stream | no id | 404", "the opening of the stream got 404"),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let stream = seen.reply(STREAM)?;
    let missing = |status: u16| matches!(status, 404 | 405);
    stream.require(!missing(stream.status()), || {
        format!("the opening of the stream got {}", stream.status())
    })?;
    let post = seen.exchange(INITIALIZE)?;
    post.require(!missing(post.status()), || {
        format!(
            "the address that the stream names answers {} to a post",
            post.status()
        )
    })?;
    if stream.is_success() && post.is_success() {
        return Ok(());
    }
    post.answered()?;
    Err(Verdict::inconclusive(format!(
        "the opening of the stream got {}, the first post {}",
        stream.describe(),
        post.describe()
    )))
}
