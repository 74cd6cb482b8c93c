use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::authorization::asked;
use crate::probes::issuer::{ISSUER_STATE, NEW_KEY, OLD_KEY, WORK};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.jwks-rotation",
    requirements: &["AUTH-JWKS-ROTATION"],
    summary: "a token by a newly published key is accepted, and one by an old key too",
    severity: Severity::Medium,
    probe: &ISSUER_STATE,
    needs: &[],
    judge,
    remedy: "Fetch the key set again when a token names a key that is not in it, within bounds, and let the new set take the place of the old one.",
    classes: &["CWE-324"],
    examples: &[
        passes(
            "good-work | 200 | ok\nnew-key | 200 | ok\nnote: asked-for-new-key 1\nold-key-still-published | 200 | ok",
        ),
        fails(
            "good-work | 200 | ok\nnew-key | 401\nnote: asked-for-new-key 1\nold-key-still-published | 200 | ok",
            "answered 401 to a token by a new key, whose publication it has seen",
        ),
    ],
};

/// A target that has not asked again since may be within its cache time, which no specification bounds.
fn judge(seen: &Transcript) -> Judgement {
    if !seen.reply(WORK)?.is_served() {
        seen.control(WORK)?;
    }
    // The set may be fetched while the first such token is refused.
    let reply = super::in_the_end(seen, NEW_KEY)?;
    if !reply.is_served() && asked(seen, NEW_KEY) == 0 {
        return Err(Verdict::inconclusive(
            "the target has not asked for the keys since there is a new one",
        ));
    }
    reply.advise(reply.is_served(), || {
        format!(
            "answered {} to a token by a new key, whose publication it has seen",
            reply.describe()
        )
    })?;
    let old = seen.reply(OLD_KEY)?;
    old.advise(old.is_served(), || {
        format!(
            "answered {} to a token by an older key that is still published",
            old.describe()
        )
    })
}
