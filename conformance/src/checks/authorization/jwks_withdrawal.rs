use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::authorization::asked;
use crate::probes::issuer::{ISSUER_STATE, NEW_KEY, ONLY_KEY, WITHDRAWN_KEY};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.jwks-withdrawal",
    requirements: &["AUTH-JWKS-ROTATION"],
    summary: "a token by a key that is published no more is refused",
    severity: Severity::High,
    probe: &ISSUER_STATE,
    needs: &[],
    judge,
    remedy: "Replace the cached key set by the one that was fetched; do not add to it.",
    classes: &["CWE-324", "CWE-613"],
    examples: &[
        passes("new-key | 200 | ok\nonly-key | 200 | ok\nnote: asked-for-only-key 1\nwithdrawn-key | 401"),
        fails(
            "new-key | 200 | ok\nonly-key | 200 | ok\nnote: asked-for-only-key 1\nwithdrawn-key | 200 | ok",
            "answered 200 with a result to a token by a withdrawn key, though it has seen the key set without it",
        ),
    ],
};

/// Only a target that has seen the set without the key can be blamed for using it.
fn judge(seen: &Transcript) -> Judgement {
    // What was asked for is in use.
    for label in [NEW_KEY, ONLY_KEY] {
        if !super::in_the_end(seen, label)?.is_served() {
            seen.control(label)?;
        }
    }
    if asked(seen, ONLY_KEY) == 0 {
        return Err(Verdict::inconclusive(
            "the target has not asked for the keys since one was withdrawn",
        ));
    }
    let reply = seen.reply(WITHDRAWN_KEY)?;
    reply.advise(!reply.is_served(), || {
        let answer = reply.describe();
        format!("answered {answer} to a token by a withdrawn key, though it has seen the key set without it")
    })?;
    if reply.is_refused() {
        return Ok(());
    }
    Err(Verdict::inconclusive(format!(
        "answered {} to a token by a withdrawn key, which is no refusal",
        reply.describe()
    )))
}
