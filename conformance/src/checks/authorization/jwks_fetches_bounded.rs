use crate::check::advise;
use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::authorization::{asked, unless_open};
use crate::probes::issuer::{ISSUER_STATE, MAX_FETCHES, STORM, STORM_LENGTH, WORK};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.jwks-fetches-bounded",
    requirements: &["AUTH-KID-UNKNOWN"],
    summary: "tokens with unknown keys do not make the target ask for the key set each time",
    severity: Severity::Low,
    probe: &ISSUER_STATE,
    needs: &[],
    judge,
    remedy: "Ask for the key set again at most a few times a minute, however many unknown keys tokens name.",
    classes: &["CWE-400", "CWE-770"],
    examples: &[
        passes(
            "good-work | 200 | ok\nunknown-key | 401\nunknown-key | 401\nunknown-key | 401\nunknown-key | 401\nunknown-key | 401\nunknown-key | 401\nunknown-key | 401\nunknown-key | 401\nunknown-key | 401\nunknown-key | 401\nunknown-key | 401\nunknown-key | 401\nunknown-key | 401\nunknown-key | 401\nunknown-key | 401\nunknown-key | 401\nunknown-key | 401\nunknown-key | 401\nunknown-key | 401\nunknown-key | 401\nunknown-key | 401\nunknown-key | 401\nunknown-key | 401\nunknown-key | 401\nnote: asked-for-unknown-key 2",
        ),
        fails(
            "good-work | 200 | ok\nunknown-key | 401\nunknown-key | 401\nunknown-key | 401\nunknown-key | 401\nunknown-key | 401\nunknown-key | 401\nunknown-key | 401\nunknown-key | 401\nunknown-key | 401\nunknown-key | 401\nunknown-key | 401\nunknown-key | 401\nunknown-key | 401\nunknown-key | 401\nunknown-key | 401\nunknown-key | 401\nunknown-key | 401\nunknown-key | 401\nunknown-key | 401\nunknown-key | 401\nunknown-key | 401\nunknown-key | 401\nunknown-key | 401\nunknown-key | 401\nnote: asked-for-unknown-key 24",
            "asked for the key set 24 times for 24 tokens with unknown keys, more than the 12 that are let pass",
        ),
    ],
};

/// A warning at most: how often keys may be fetched is nowhere said, and whoever asks at every second token is let pass.
fn judge(seen: &Transcript) -> Judgement {
    unless_open(seen, all_held(seen))
}

fn all_held(seen: &Transcript) -> Judgement {
    seen.control(WORK)?;
    let sent = seen.exchanges(STORM).count();
    // Whether such a token is served is for authorization.unknown-key to say.
    if seen.exchanges(STORM).any(|reply| reply.is_served()) {
        return Err(Verdict::inconclusive("a token with an unknown key was served"));
    }
    if sent < STORM_LENGTH {
        return Err(Verdict::inconclusive("the conversation ended early"));
    }
    let asked = asked(seen, STORM);
    advise(asked <= MAX_FETCHES, || {
        format!(
            "asked for the key set {asked} times for {sent} tokens with unknown keys, more than the {MAX_FETCHES} that are let pass"
        )
    })
}
