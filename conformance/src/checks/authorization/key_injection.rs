use crate::check::{Check, Judgement, Need, Severity, fails, passes};
use crate::checks::authorization::tokens_refused;
use crate::probes::tokens::TOKENS;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.key-injection",
    requirements: &["AUTH-HEADER-KEY-INJECTION"],
    summary: "keys that a token brings along or points to are not trusted",
    severity: Severity::Critical,
    probe: &TOKENS,
    needs: &[Need::ResourceServer],
    judge,
    remedy: "Take keys from the configured issuer alone; ignore `jwk`, `jku`, `x5u` and `x5c` in the token.",
    classes: &["CWE-347", "CWE-345"],
    examples: &[
        passes(
            "good-token | 200 | ok\nembedded-jwk | 401\nembedded-x5c | 401\njku-foreign | 401\nx5u-foreign | 401",
        ),
        fails(
            "good-token | 200 | ok\nembedded-jwk | 200 | ok\njku-foreign | 401\nx5u-foreign | 401",
            "answered 200 with a result to a token with this fault: signed by a stranger's key that the header brings along",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    tokens_refused(
        seen,
        &["embedded-jwk", "embedded-x5c", "jku-foreign", "x5u-foreign"],
    )
}
