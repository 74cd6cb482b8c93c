use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::authorization::tokens_refused;
use crate::probes::tokens::TOKENS;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.token-in-body",
    requirements: &["AUTH-TOKEN-IN-BODY"],
    summary: "a token in the message, a cookie or another header grants nothing",
    severity: Severity::Medium,
    probe: &TOKENS,
    needs: &[],
    judge,
    remedy: "Read the token from the Authorization header alone.",
    classes: &["CWE-287"],
    examples: &[
        passes(
            "good-token | 200 | ok\ntoken-in-meta | 401\ntoken-in-params | 401\ntoken-in-cookie | 401\ntoken-in-other-header | 401",
        ),
        fails(
            "good-token | 200 | ok\ntoken-in-meta | 401\ntoken-in-params | 401\ntoken-in-cookie | 200 | ok\ntoken-in-other-header | 401",
            "answered 200 with a result to a token in a cookie",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    tokens_refused(
        seen,
        &[
            "token-in-meta",
            "token-in-params",
            "token-in-cookie",
            "token-in-other-header",
        ],
    )
}
