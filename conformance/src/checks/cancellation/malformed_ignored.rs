use super::ignored;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::framing::{CANCEL_MALFORMED, CANCELLATION};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "cancellation.malformed-ignored",
    requirements: &["CANCEL-MALFORMED-IGNORED", "CANCEL-UNKNOWN-IGNORED"],
    summary: "a malformed cancellation does nothing",
    severity: Severity::Low,
    probe: &CANCELLATION,
    needs: &[],
    judge,
    remedy: "Ignore cancellations without a requestId that could be an id.",
    classes: &[],
    examples: &[
        passes(
            "in: 2025-11-25 stdio\nbefore-cancel-malformed | ok\ncancel-malformed | no id | nothing-due\nafter-cancel-malformed | ok",
        ),
        passes(
            "before-cancel-malformed | 200 | ok\ncancel-malformed | no id | 202\nafter-cancel-malformed | 200 | ok",
        ),
        fails(
            "in: 2025-11-25 stdio\nbefore-cancel-malformed | ok\ncancel-malformed | no id | error -32600 | nothing-due\nafter-cancel-malformed | ok",
            "a response came to a malformed cancellation",
        ),
        fails(
            "in: 2025-11-25 stdio\nbefore-cancel-malformed | ok\ncancel-malformed | no id | closed\nafter-cancel-malformed | closed",
            "after a malformed cancellation the target answers no more",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    ignored(seen, CANCEL_MALFORMED, "a malformed cancellation")
}
