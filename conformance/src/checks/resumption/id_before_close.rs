use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::session::is_listening;
use crate::probes::resumed_calls::{CLOSED, CLOSED_STREAMS, WORK};
use crate::transcript::{End, Transcript};

pub static CHECK: Check = Check {
    id: "resumption.id-before-close",
    requirements: &["RESUME-CLOSE-NEEDS-EVENT-ID"],
    summary: "a stream that ends before its response has sent an event id by then",
    severity: Severity::Medium,
    probe: &CLOSED_STREAMS,
    needs: &[],
    judge,
    remedy: "Send an event with an id and empty data when a stream opens, so that its client can come back for the response.",
    classes: &[],
    examples: &[
        passes(
            "work | 200 | ok\nclosed | 200 | Content-Type: text/event-stream | block id: a0\\nretry: 10\\ndata:",
        ),
        fails(
            "work | 200 | ok\nclosed | 200 | Content-Type: text/event-stream",
            "a stream ended before its response, and no event id was sent to come back with",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(WORK)?;
    let closed = seen.exchange(CLOSED)?;
    if !is_listening(&closed) || closed.response().is_some() || closed.end != Some(End::Complete) {
        return Err(Verdict::inconclusive(
            "the stream did not end before its response this time",
        ));
    }
    closed.require(super::has_ids(&closed), || {
        "a stream ended before its response, and no event id was sent to come back with".to_owned()
    })
}
