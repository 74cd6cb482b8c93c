use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::jsonrpc::Message;
use crate::probes::http_sse::{CHANNEL, INITIALIZE, SAFE};
use crate::transcript::{Reply, Transcript};

pub static CHECK: Check = Check {
    id: "transport-sse.response-on-stream",
    requirements: &["SSE-RESPONSE-ON-STREAM"],
    summary: "the response to a posted request comes on the stream",
    severity: Severity::Medium,
    probe: &CHANNEL,
    needs: &[],
    judge,
    remedy: "Send each response as a `message` event on the stream that named the address; answer the post with 202 and no more.",
    classes: &[],
    examples: &[
        passes(
            "initialize | 202 | event {\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}\n\
             safe-request | id 2 | 200 | event {\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{}}",
        ),
        fails(
            "initialize | 200 | ok",
            r#"the response to "initialize" came only as the answer to the post"#,
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    for label in [INITIALIZE, SAFE] {
        let reply = seen.exchange(label)?;
        if on_stream(&reply) {
            continue;
        }
        let answers = |id| Message::read(&reply.body).answers(id);
        let posted = reply.is_success() && reply.id.as_ref().is_some_and(answers);
        reply.require(!posted, || {
            format!("the response to {label:?} came only as the answer to the post")
        })?;
        reply.answered()?;
        return Err(Verdict::inconclusive(format!(
            "{label:?} got {}",
            reply.describe()
        )));
    }
    Ok(())
}

fn on_stream(reply: &Reply<'_>) -> bool {
    reply.is_success() && reply.response().is_some()
}
