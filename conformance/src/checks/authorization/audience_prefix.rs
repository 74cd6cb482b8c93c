use crate::check::{Check, Judgement, Need, Severity, fails, passes};
use crate::checks::authorization::tokens_refused;
use crate::probes::tokens::TOKENS;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.audience-prefix",
    requirements: &["AUTH-AUD-PARTIAL-MATCH"],
    summary: "the audience is compared as a whole",
    severity: Severity::Critical,
    probe: &TOKENS,
    needs: &[Need::ResourceServer],
    judge,
    remedy: "Compare the audience with this server's identifier as whole strings, not by prefix or substring.",
    classes: &["CWE-863", "MCP07:2025"],
    examples: &[
        passes(
            "good-token | 200 | ok\naudience-prefix | 401\naudience-suffixed | 401\naudience-contains | 401\naudience-query | 401",
        ),
        fails(
            "good-token | 200 | ok\naudience-prefix | 401\naudience-suffixed | 200 | ok\naudience-contains | 401\naudience-query | 401",
            "answered 200 with a result to a token with this fault: the audience is ours with more characters behind it",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    tokens_refused(
        seen,
        &[
            "audience-prefix",
            "audience-suffixed",
            "audience-contains",
            "audience-query",
        ],
    )
}
