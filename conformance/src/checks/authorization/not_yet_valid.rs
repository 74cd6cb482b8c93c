use crate::check::{Check, Judgement, Need, Severity, fails, passes};
use crate::checks::authorization::tokens_refused;
use crate::probes::tokens::TOKENS;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.not-yet-valid",
    requirements: &["AUTH-NOT-BEFORE"],
    summary: "a token is refused before its time",
    severity: Severity::Medium,
    probe: &TOKENS,
    needs: &[Need::ResourceServer],
    judge,
    remedy: "Refuse a token whose `nbf` lies in the future by more than the clock leeway.",
    classes: &["CWE-672"],
    examples: &[
        passes("good-token | 200 | ok\nnot-yet-valid | 401"),
        fails(
            "good-token | 200 | ok\nnot-yet-valid | 200 | ok",
            "answered 200 with a result to a token with this fault: not good before half an hour ahead of its expiry",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    tokens_refused(seen, &["not-yet-valid"])
}
