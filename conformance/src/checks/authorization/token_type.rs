use super::forms_refused;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::token_forms::{TOKEN_FORMS, TYPES};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.token-type",
    requirements: &["AUTH-TYP-PROFILE"],
    summary: "a token that is typed as something else is no access token",
    severity: Severity::Medium,
    probe: &TOKEN_FORMS,
    needs: &[],
    judge,
    remedy: "Accept at+jwt, JWT or no `typ` in the header of an access token, and nothing else.",
    classes: &["CWE-843"],
    examples: &[
        passes(
            r"good-token | 200 | ok
no-token | 401
typ-logout | 401
typ-dpop | 401
typ-event | 401",
        ),
        fails(
            r"good-token | 200 | ok
no-token | 401
typ-logout | 200 | ok
typ-dpop | 401
typ-event | 401",
            "answered 200 with a result to a token of the type \"logout+jwt\"",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    forms_refused(seen, TYPES.iter().map(|(label, _)| *label))
}
