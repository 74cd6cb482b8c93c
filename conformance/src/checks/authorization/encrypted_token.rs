use crate::check::{Check, Judgement, Need, Severity, fails, passes};
use crate::checks::authorization::tokens_refused;
use crate::probes::tokens::TOKENS;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.encrypted-token",
    requirements: &["AUTH-JWE-UNTRUSTED", "AUTH-SIGNATURE"],
    summary: "an encrypted token that no trusted key vouches for is refused",
    severity: Severity::Critical,
    probe: &TOKENS,
    needs: &[Need::ResourceServer],
    judge,
    remedy: "Refuse five-part tokens, or verify the signed token inside: encryption shows who may read, not who wrote.",
    classes: &["CWE-347"],
    examples: &[
        passes("good-token | 200 | ok\njwe-shaped | 401"),
        fails(
            "good-token | 200 | ok\njwe-shaped | 200 | ok",
            "answered 200 with a result to a token with this fault: five segments under the header of an encrypted token that nobody can open",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    tokens_refused(seen, &["jwe-shaped"])
}
