use super::ignored;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::framing::{CANCEL_UNKNOWN, CANCELLATION};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "cancellation.unknown-ignored",
    requirements: &["CANCEL-UNKNOWN-IGNORED"],
    summary: "cancelling what was never asked for does nothing",
    severity: Severity::Low,
    probe: &CANCELLATION,
    needs: &[],
    judge,
    remedy: "Ignore cancellations whose requestId names no request under way.",
    classes: &[],
    examples: &[
        passes(
            "in: 2025-11-25 stdio\nbefore-cancel-unknown | ok\ncancel-unknown | no id | nothing-due\nafter-cancel-unknown | ok",
        ),
        passes(
            "before-cancel-unknown | 200 | ok\ncancel-unknown | no id | 202\nafter-cancel-unknown | 200 | ok",
        ),
        fails(
            "in: 2025-11-25 stdio\nbefore-cancel-unknown | ok\ncancel-unknown | no id | error -32600 | nothing-due\nafter-cancel-unknown | ok",
            "a response came to the cancellation of an unknown request",
        ),
        fails(
            "in: 2025-11-25 stdio\nbefore-cancel-unknown | ok\ncancel-unknown | no id | closed\nafter-cancel-unknown | closed",
            "after the cancellation of an unknown request the target answers no more",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    ignored(seen, CANCEL_UNKNOWN, "the cancellation of an unknown request")
}
