use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::refused;
use crate::probes::lifecycle::{BEFORE_INITIALIZE, INITIALIZE, LIFECYCLE};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "lifecycle.initialize-first",
    requirements: &["LIFE-INIT-FIRST"],
    summary: "nothing is served before initialize",
    severity: Severity::Low,
    probe: &LIFECYCLE,
    needs: &[],
    judge,
    remedy: "Refuse every request but initialize and ping until the handshake has begun.",
    classes: &[],
    examples: &[
        passes("initialize | 200 | ok\nbefore-initialize | 400"),
        fails(
            "in: 2025-11-25 stdio\ninitialize | ok\nbefore-initialize | ok",
            "answered a result to a request before initialize",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(INITIALIZE)?;
    if seen.exchanges(BEFORE_INITIALIZE).next().is_none() {
        return Err(Verdict::not_applicable(
            "the target has no sessions, or declares no list",
        ));
    }
    refused(&seen.reply(BEFORE_INITIALIZE)?, "a request before initialize")
}
