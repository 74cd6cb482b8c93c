use crate::check::{Check, Judgement, Need, Severity, fails, passes};
use crate::checks::authorization::tokens_refused;
use crate::probes::tokens::TOKENS;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.algorithm-confusion",
    requirements: &["AUTH-ALG-CONFUSION"],
    summary: "the public key is no shared secret",
    severity: Severity::Critical,
    probe: &TOKENS,
    needs: &[Need::ResourceServer],
    judge,
    remedy: "Give the JWT library a fixed list of asymmetric algorithms; never take the algorithm from the token alone.",
    classes: &["CWE-347", "MCP07:2025"],
    examples: &[
        passes(
            "good-token | 200 | ok\nhs256-public-key-pem | 401\nhs256-public-key-der | 401\nhs256-public-key-jwk | 401",
        ),
        fails(
            "good-token | 200 | ok\nhs256-public-key-pem | 200 | ok\nhs256-public-key-der | 401\nhs256-public-key-jwk | 401",
            "answered 200 with a result to a token with this fault: alg HS256, the secret is the public key as PEM",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    tokens_refused(
        seen,
        &[
            "hs256-public-key-pem",
            "hs256-public-key-der",
            "hs256-public-key-jwk",
        ],
    )
}
