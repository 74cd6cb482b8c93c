use super::ignored;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::framing::{CANCEL_FINISHED, CANCELLATION};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "cancellation.finished-ignored",
    requirements: &["CANCEL-COMPLETED-IGNORED", "CANCEL-UNKNOWN-IGNORED"],
    summary: "cancelling what was answered before does nothing",
    severity: Severity::Low,
    probe: &CANCELLATION,
    needs: &[],
    judge,
    remedy: "Forget a request when it is answered, and ignore cancellations that come later.",
    classes: &[],
    examples: &[
        passes(
            "in: 2025-11-25 stdio\nbefore-cancel-finished | ok\ncancel-finished | no id | nothing-due\nafter-cancel-finished | ok",
        ),
        passes(
            "before-cancel-finished | 200 | ok\ncancel-finished | no id | 202\nafter-cancel-finished | 200 | ok",
        ),
        fails(
            "in: 2025-11-25 stdio\nbefore-cancel-finished | ok\ncancel-finished | no id | error -32600 | nothing-due\nafter-cancel-finished | ok",
            "a response came to the cancellation of a finished request",
        ),
        fails(
            "in: 2025-11-25 stdio\nbefore-cancel-finished | ok\ncancel-finished | no id | closed\nafter-cancel-finished | closed",
            "after the cancellation of a finished request the target answers no more",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    ignored(seen, CANCEL_FINISHED, "the cancellation of a finished request")
}
