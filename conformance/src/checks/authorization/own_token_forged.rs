use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::own_tokens::{FORGED, GOOD, OPEN_BARE, OWN_TOKENS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.own-token-forged",
    requirements: &["AUTH-SIGNATURE"],
    summary: "a token that is forged from a good one of the target's own authorization server is refused",
    severity: Severity::Critical,
    probe: &OWN_TOKENS,
    needs: &[],
    judge,
    remedy: "Verify the signature of every token with the issuer's key, and look opaque ones up as a whole.",
    classes: &["CWE-347", "CWE-345"],
    examples: &[
        passes("good-token | 200 | ok\nforged-altered | 401\nforged-cut | 401"),
        fails(
            "good-token | 200 | ok\nforged-altered | 401\nforged-cut | 200 | ok",
            "answered 200 with a result to the beginning of a good token",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(GOOD)?;
    let mut looked_at = 0;
    for (label, what, _) in FORGED {
        for reply in seen.exchanges(label) {
            reply.answered()?;
            super::unless_unguarded(seen, &reply, OPEN_BARE, what)?;
            looked_at += 1;
        }
    }
    match looked_at {
        0 => Err(Verdict::inconclusive("no token was forged")),
        _ => Ok(()),
    }
}
