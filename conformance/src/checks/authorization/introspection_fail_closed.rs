use crate::check::{Check, Judgement, Need, Severity, Verdict, fails, passes};
use crate::checks::authorization::{asked, unless_open};
use crate::probes::issuer::{ISSUER_STATE, OPAQUE_GOOD, SILENCES};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.introspection-fail-closed",
    requirements: &["AUTH-INTROSPECTION-FAIL-CLOSED"],
    summary: "no opaque token is accepted while nothing can be learned of it",
    severity: Severity::Critical,
    probe: &ISSUER_STATE,
    needs: &[Need::OpaqueTokens],
    judge,
    remedy: "Take a token for inactive unless introspection answers 200 with `active` set to the JSON value true.",
    classes: &["CWE-636"],
    examples: &[
        passes("opaque-while-500 | 401\nnote: asked-for-opaque-while-500 1\nopaque-good | 200 | ok"),
        fails(
            "opaque-while-500 | 200 | ok\nnote: asked-for-opaque-while-500 1\nopaque-good | 200 | ok",
            "answered 200 with a result to an opaque token while introspection is answered with 500",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    unless_open(seen, all_held(seen))
}

fn all_held(seen: &Transcript) -> Judgement {
    seen.control(OPAQUE_GOOD)?;
    for (label, silence) in SILENCES {
        for reply in seen.exchanges(label) {
            reply.require(!reply.is_served(), || {
                format!("answered {} to an opaque token while {silence}", reply.describe())
            })?;
        }
    }
    if SILENCES.iter().any(|(label, _)| asked(seen, label) > 0) {
        Ok(())
    } else {
        Err(Verdict::inconclusive(
            "the target asked about no token while nothing could be learned",
        ))
    }
}
