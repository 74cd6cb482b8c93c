use crate::check::{Check, Judgement, Need, Severity, fails, passes};
use crate::checks::authorization::tokens_refused;
use crate::probes::tokens::TOKENS;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.algorithm-none",
    requirements: &["AUTH-ALG-NONE"],
    summary: "an unsigned token is refused in every spelling of the none algorithm",
    severity: Severity::Critical,
    probe: &TOKENS,
    needs: &[Need::ResourceServer],
    judge,
    remedy: "Give the JWT library a fixed list of signature algorithms.",
    classes: &["CWE-347", "MCP07:2025"],
    examples: &[
        passes("good-token | 200 | ok\nalg-none | 401\nalg-none-mixed-case | 401\nalg-none-upper | 401"),
        fails(
            "good-token | 200 | ok\nalg-none | 200 | ok\nalg-none-mixed-case | 401\nalg-none-upper | 401",
            "answered 200 with a result to a token with this fault: unsigned, alg none",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    tokens_refused(seen, &["alg-none", "alg-none-mixed-case", "alg-none-upper"])
}
