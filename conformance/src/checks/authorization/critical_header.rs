use crate::check::{Check, Judgement, Need, Severity, fails, passes};
use crate::checks::authorization::tokens_refused;
use crate::probes::tokens::TOKENS;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.critical-header",
    requirements: &["AUTH-CRIT"],
    summary: "a token with a critical extension that the server does not know is refused",
    severity: Severity::Medium,
    probe: &TOKENS,
    needs: &[Need::ResourceServer],
    judge,
    remedy: "Refuse a token whose `crit` names an extension that is not implemented.",
    classes: &["CWE-358"],
    examples: &[
        passes("good-token | 200 | ok\ncrit-unknown | 401"),
        fails(
            "good-token | 200 | ok\ncrit-unknown | 200 | ok",
            "answered 200 with a result to a token with this fault: the header declares an extension critical that nobody knows",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    tokens_refused(seen, &["crit-unknown"])
}
