use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::authorization::{asked, is_granted};
use crate::probes::issuer::{ISSUER_OUTAGE, OPENING, OPENING_BARE, OUTAGES};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.jwks-fail-closed",
    requirements: &["AUTH-JWKS-FAIL-CLOSED"],
    summary: "no token is accepted unverified while the keys cannot be had",
    severity: Severity::Critical,
    probe: &ISSUER_OUTAGE,
    needs: &[],
    judge,
    remedy: "Refuse tokens when the key set cannot be fetched or read; never fall back to unverified claims.",
    classes: &["CWE-636", "CWE-347"],
    examples: &[
        passes(
            "forged-while-500 | 401\nnote: asked-for-forged-while-500 1\nforged-while-html | 503\nopening | 200 | ok\nopening-without-token | 401",
        ),
        passes(
            "facts: {\"opening\": {}}\nforged-while-500 | 401\nnote: asked-for-forged-while-500 1\nopening | 401\nopening-without-token | 401",
        ),
        fails(
            "forged-while-500 | 200 | ok\nnote: asked-for-forged-while-500 1\nopening | 200 | ok\nopening-without-token | 401",
            "answered 200 with a result to a forged token while the key set is answered with 500",
        ),
    ],
};

/// That a good token is refused meanwhile is no fault, nor that it is for a while afterwards: then it counts that one was
/// served before.
fn judge(seen: &Transcript) -> Judgement {
    if seen.reply(OPENING)?.is_served() || seen.head.facts.opening.is_null() {
        seen.control(OPENING)?;
    }
    if seen.reply(OPENING_BARE)?.is_served() {
        return Err(Verdict::not_applicable(
            "what opens is served without a token, so tokens cannot be tried on it",
        ));
    }
    for (label, outage) in OUTAGES {
        if let Some(reply) = seen.exchanges(label).next() {
            reply.require(!is_granted(&reply), || {
                format!("answered {} to a forged token while {outage}", reply.describe())
            })?;
        }
    }
    if OUTAGES.iter().any(|(label, _)| asked(seen, label) > 0) {
        Ok(())
    } else {
        Err(Verdict::inconclusive(
            "the target asked for no keys while they could not be had",
        ))
    }
}
