use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::resumed_calls::{CLOSED, CLOSED_STREAMS, WORK};
use crate::transcript::{End, Transcript};

pub static CHECK: Check = Check {
    id: "resumption.retry-before-close",
    requirements: &["RESUME-RETRY-BEFORE-CLOSE"],
    summary: "a stream that ends before its response has said by then when to come back",
    severity: Severity::Low,
    probe: &CLOSED_STREAMS,
    needs: &[],
    judge,
    remedy: "Send an event with a `retry` field before you close a connection whose stream goes on.",
    classes: &[],
    examples: &[
        passes("work | 200 | ok\nclosed | 200 | block id: a0\\nretry: 10\\ndata:"),
        fails(
            "work | 200 | ok\nclosed | 200 | block id: a0\\ndata:",
            "a stream ended before its response without a retry field",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(WORK)?;
    let closed = seen.exchange(CLOSED)?;
    if closed.response().is_some() || closed.end != Some(End::Complete) {
        return Err(Verdict::inconclusive(
            "the stream did not end before its response this time",
        ));
    }
    if !super::has_ids(&closed) {
        return Err(Verdict::not_applicable("the stream cannot be resumed"));
    }
    let said = closed.events.iter().any(|event| event.retry.is_some());
    closed.require(said, || {
        "a stream ended before its response without a retry field".to_owned()
    })
}
