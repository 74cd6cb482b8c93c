use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::jsonrpc::{answers_to, no_second_response};
use crate::probes::connections::{INTERLEAVED, STATELESSNESS, WORK};
use crate::transcript::{End, Transcript};

pub static CHECK: Check = Check {
    id: "meta.interleaved-requests",
    requirements: &["META-INTERLEAVED-REQUESTS"],
    summary: "of many requests at once, each is answered once",
    severity: Severity::Medium,
    probe: &STATELESSNESS,
    needs: &[],
    judge,
    remedy: "Take requests in while others are worked on, and drop none.",
    classes: &["CWE-362"],
    examples: &[
        passes("work | 200 | ok\ninterleaved | id 2 | 200 | ok\ninterleaved | id 3 | 200 | ok"),
        fails(
            "in: 2026-07-28 stdio\nwork | ok\ninterleaved | id 2 | ok\ninterleaved | id 3 | timed-out",
            "one of many requests at once got no answer: timed out",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    // Requests before and after them are served, so silence is an answer too.
    seen.control(WORK)?;
    seen.exchange(INTERLEAVED)?;
    for reply in seen.exchanges(INTERLEAVED) {
        let silent = reply.response().is_none() && reply.end == Some(End::TimedOut);
        // What is asked at once may be answered one by one, and later than is waited for. On a channel that still comes.
        let id = reply.id.clone().unwrap_or_default();
        let lost = silent && seen.head.cell.transport.is_channel() && answers_to(seen, &id).is_empty();
        reply.advise(!lost, || {
            format!("one of many requests at once got no answer: {}", reply.describe())
        })?;
        reply.answered()?;
    }
    no_second_response(seen)
}
