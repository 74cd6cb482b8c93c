use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::authorization::tokens_refused;
use crate::probes::tokens::TOKENS;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.token-in-query",
    requirements: &["AUTH-TOKEN-IN-QUERY"],
    summary: "a token in the query grants nothing",
    severity: Severity::High,
    probe: &TOKENS,
    needs: &[],
    judge,
    remedy: "Read the token from the Authorization header alone: URLs end up in logs and histories.",
    classes: &["CWE-598", "MCP01:2025"],
    examples: &[
        passes("good-token | 200 | ok\nquery-access-token | 401\nquery-token | 401"),
        fails(
            "good-token | 200 | ok\nquery-access-token | 200 | ok\nquery-token | 401",
            "answered 200 with a result to a token in the query, as access_token",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    tokens_refused(seen, &["query-access-token", "query-token"])
}
