use super::bound_to_place;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::connections::STATELESSNESS;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "meta.no-process-affinity",
    requirements: &["META-NO-PROCESS-AFFINITY"],
    summary: "what one process gave out is good in the next",
    severity: Severity::Low,
    probe: &STATELESSNESS,
    needs: &[],
    judge,
    remedy: "Sign cursors and requestState with a key that is configured, not with one that each start makes anew.",
    classes: &[],
    examples: &[
        passes(
            "in: 2026-07-28 stdio\nwork | ok\nnext-page | ok\nretry-here | ok\nnext-page-elsewhere | ok\nretry-elsewhere | ok",
        ),
        fails(
            "in: 2026-07-28 stdio\nwork | ok\nnext-page | ok\nnext-page-elsewhere | error -32602",
            "a cursor is good in its own process only",
        ),
        fails(
            "in: 2026-07-28 stdio\nwork | ok\nretry-here | ok\nretry-elsewhere | error -32602",
            "a requestState is good in its own process only",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    bound_to_place(seen, "in its own process only")
}
