use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::stdio::{CONTROL, LARGE, LARGE_BYTES, SAFE, STREAMS};
use crate::transcript::{End, Transcript};

pub static CHECK: Check = Check {
    id: "transport-stdio.large-messages",
    requirements: &["STDIO-LARGE-MESSAGES"],
    summary: "messages larger than a pipe pass in both directions",
    severity: Severity::Medium,
    probe: &STREAMS,
    needs: &[],
    judge,
    remedy: "Read standard input while standard output is written, and let neither wait for the other.",
    classes: &["CWE-833"],
    examples: &[
        passes("control | ok\nsafe | ok\nlarge-request | ok\nlarge-call | ok"),
        fails(
            "control | ok\nsafe | ok\nlarge-request | timed-out",
            "a message larger than a pipe got no answer: timed out",
        ),
        fails(
            "control | ok\nsafe | ok\nlarge-request | error -32600",
            "answered error -32600 to a message larger than a pipe",
        ),
        fails(
            r#"control | ok
safe | ok
large-request | ok
large-call | {"jsonrpc":"2.0","id":1,"result":{"content":[{"text":"xxxxxxxxxxxxxxxx"}]}}"#,
            "an answer larger than a pipe came in part",
        ),
    ],
};

/// What a text begins with that was cut off.
const PART: &str = "xxxxxxxxxxxxxxxx";

fn judge(seen: &Transcript) -> Judgement {
    seen.control(CONTROL)?;
    // Small requests are served after each large one, so silence is not that the target is slow.
    seen.control(SAFE)?;
    seen.exchange(LARGE[0])?;
    for label in LARGE {
        // A second one was sent where the first got no answer in time.
        if let Some(reply) = seen.exchanges(label).last() {
            let silent = reply.response().is_none() && matches!(reply.end, Some(End::TimedOut | End::Closed));
            reply.require(!silent, || {
                format!("a message larger than a pipe got no answer: {}", reply.describe())
            })?;
            reply.answered()?;
            reply.advise(reply.is_served(), || {
                format!("answered {} to a message larger than a pipe", reply.describe())
            })?;
            let length = reply.response().map_or(0, |response| response.raw.len());
            let shown = reply
                .result()
                .is_some_and(|result| result["content"].to_string().contains(PART));
            reply.advise(!shown || length >= LARGE_BYTES, || {
                "an answer larger than a pipe came in part".to_owned()
            })?;
        }
    }
    Ok(())
}
