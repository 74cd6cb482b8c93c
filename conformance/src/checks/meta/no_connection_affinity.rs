use super::bound_to_place;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::connections::STATELESSNESS;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "meta.no-connection-affinity",
    requirements: &["META-NO-CONNECTION-AFFINITY"],
    summary: "what one connection gave out is good on another",
    severity: Severity::Low,
    probe: &STATELESSNESS,
    needs: &[],
    judge,
    remedy: "Keep what belongs to a cursor or a requestState in it, or where every connection finds it.",
    classes: &[],
    examples: &[
        passes(
            "work | 200 | ok\nnext-page | 200 | ok\nretry-here | 200 | ok\nnext-page-elsewhere | 200 | ok\nretry-elsewhere | 200 | ok",
        ),
        fails(
            "work | 200 | ok\nnext-page | 200 | ok\nnext-page-elsewhere | 400 | error -32602",
            "a cursor is good on its own connection only",
        ),
        fails(
            "work | 200 | ok\nretry-here | 200 | ok\nretry-elsewhere | 400 | error -32602",
            "a requestState is good on its own connection only",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    bound_to_place(seen, "on its own connection only")
}
