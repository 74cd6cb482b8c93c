use crate::check::{Check, Judgement, Need, Severity, fails, passes};
use crate::checks::authorization::{softened, tokens_refused};
use crate::probes::tokens::TOKENS;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.issuer-missing",
    requirements: &["AUTH-ISS-EXACT"],
    summary: "a token that names no issuer is refused",
    severity: Severity::Medium,
    probe: &TOKENS,
    needs: &[Need::ResourceServer],
    judge,
    remedy: "Require `iss`: many JWT libraries compare it only where it is present.",
    classes: &["CWE-346"],
    examples: &[
        passes("good-token | 200 | ok\nissuer-missing | 401"),
        fails(
            "good-token | 200 | ok\nissuer-missing | 200 | ok",
            "answered 200 with a result to a token with this fault: names no issuer",
        ),
    ],
};

/// A warning at most: RFC 7519 leaves the claim open, and the key already tells the issuer.
fn judge(seen: &Transcript) -> Judgement {
    softened(tokens_refused(seen, &["issuer-missing"]))
}
