use crate::check::{Check, Judgement, Need, Severity, fails, passes};
use crate::checks::authorization::tokens_refused;
use crate::probes::tokens::TOKENS;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.expiry-required",
    requirements: &["AUTH-EXP-MALFORMED"],
    summary: "a token without a usable expiry is refused",
    severity: Severity::Medium,
    probe: &TOKENS,
    needs: &[Need::ResourceServer],
    judge,
    remedy: "Require `exp`, as a number: most JWT libraries check it only where it is present.",
    classes: &["CWE-613"],
    examples: &[
        passes("good-token | 200 | ok\nexp-missing | 401\nexp-string | 401"),
        fails(
            "good-token | 200 | ok\nexp-missing | 200 | ok\nexp-string | 401",
            "answered 200 with a result to a token with this fault: never expires",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    tokens_refused(seen, &["exp-missing", "exp-string"])
}
