use super::forms_refused;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::token_forms::{QUERY_GOOD, TOKEN_FORMS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.several-tokens",
    requirements: &["AUTH-MULTIPLE-METHODS"],
    summary: "of a token in the header and one in the query the one in the query does not decide",
    severity: Severity::Medium,
    probe: &TOKEN_FORMS,
    needs: &[],
    judge,
    remedy: "Refuse a request that presents more than one token with 400, or read the header alone.",
    classes: &["CWE-598", "MCP01:2025"],
    examples: &[
        passes(
            r"good-token | 200 | ok
no-token | 401
header-good-query-bad | 400
header-bad-query-good | 401",
        ),
        passes(
            r"good-token | 200 | ok
no-token | 401
header-good-query-bad | 200 | ok
header-bad-query-good | 401",
        ),
        fails(
            r"good-token | 200 | ok
no-token | 401
header-good-query-bad | 401
header-bad-query-good | 200 | ok",
            "answered 200 with a result to a bad token in the header and a good one in the query",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    forms_refused(seen, [QUERY_GOOD].into_iter())
}
