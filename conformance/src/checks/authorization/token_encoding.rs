use super::forms_refused;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::token_forms::{ENCODINGS, FOUR_SEGMENTS, TOKEN_FORMS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.token-encoding",
    requirements: &["AUTH-JWS-ENCODING"],
    summary: "a token in another than the compact serialization is refused",
    severity: Severity::Low,
    probe: &TOKEN_FORMS,
    needs: &[],
    judge,
    remedy: "Decode the three parts of a token strictly: base64url without padding or white space, and nothing besides.",
    classes: &["CWE-347"],
    examples: &[
        passes(
            r"good-token | 200 | ok
no-token | 401
base64-padded | 401
four-segments | 401",
        ),
        fails(
            r"good-token | 200 | ok
no-token | 401
base64-padded | 401
four-segments | 200 | ok",
            "answered 200 with a result to a good token with one segment more",
        ),
        fails(
            r"good-token | 200 | ok
no-token | 401
base64-padded | 500",
            "answered 500 to a token with this fault",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    forms_refused(seen, ENCODINGS.iter().chain([&FOUR_SEGMENTS]).copied())
}
