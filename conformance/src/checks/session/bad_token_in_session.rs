use crate::check::{Check, Judgement, Need, Severity, Verdict, fails, passes};
use crate::checks::refused;
use crate::probes::sessions::{CREDENTIALS, DEFECTS, OWNER};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "session.bad-token-in-session",
    requirements: &["SESSION-TOKEN-SWAP-INVALID"],
    summary: "a session opened with a good token refuses bad tokens later",
    severity: Severity::Critical,
    probe: &CREDENTIALS,
    needs: &[Need::ResourceServer],
    judge,
    remedy: "Verify the whole token on every request, not only on the one that opens the session.",
    classes: &["CWE-613", "MCP07:2025"],
    examples: &[
        passes("owner | 200 | ok\ninitialize-expired | 401\npost-expired | 401\nowner | 200 | ok"),
        fails(
            "owner | 200 | ok\ninitialize-foreign | 401\npost-foreign | 200 | ok\nowner | 200 | ok",
            "answered 200 with a result to a token for another audience in a session opened with a good one",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(OWNER)?;
    let mut tried = 0;
    for (_, handshake, post, token) in DEFECTS {
        let Ok(first) = seen.reply(handshake) else {
            continue;
        };
        // What opens a session is no matter of sessions.
        if first.is_served() {
            continue;
        }
        tried += 1;
        refused(
            &seen.reply(post)?,
            &format!("{token} in a session opened with a good one"),
        )?;
    }
    if tried == 0 {
        return Err(Verdict::not_applicable(
            "every bad token that was tried can open a session",
        ));
    }
    Ok(())
}
