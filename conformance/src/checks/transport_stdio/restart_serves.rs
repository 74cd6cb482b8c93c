use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::connections::{RESTARTED, STATELESSNESS, WORK};
use crate::transcript::{End, Transcript};

pub static CHECK: Check = Check {
    id: "transport-stdio.restart-serves",
    requirements: &["STDIO-RESTART-NO-STATE"],
    summary: "a process that was started after a crash serves the first request it gets",
    severity: Severity::Low,
    probe: &STATELESSNESS,
    needs: &[],
    judge,
    remedy: "Leave nothing behind that keeps the next process from serving, and ask for nothing before requests.",
    classes: &[],
    examples: &[
        passes("in: 2026-07-28 stdio\nwork | ok\ninterrupted | no id\nrestarted | ok"),
        fails(
            "in: 2026-07-28 stdio\nwork | ok\ninterrupted | no id\nrestarted | error -32603",
            "answered error -32603 to the first request after a crash",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(WORK)?;
    let reply = seen.exchange(RESTARTED)?;
    // Late is not never: a busy machine starts a process slowly.
    if reply.end != Some(End::Closed) {
        reply.answered()?;
    }
    reply.advise(reply.is_served(), || {
        format!("answered {} to the first request after a crash", reply.describe())
    })
}
