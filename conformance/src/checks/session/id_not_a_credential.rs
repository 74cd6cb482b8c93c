use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::refused;
use crate::probes::sessions::{BARE_INITIALIZE, BARE_POST, CREDENTIALS, OWNER};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "session.id-not-a-credential",
    requirements: &["SESSION-NOT-AUTHENTICATION"],
    summary: "a session id does not stand in for a token",
    severity: Severity::Critical,
    probe: &CREDENTIALS,
    needs: &[],
    judge,
    remedy: "Verify the token of every request before the session is looked up; never let a known session id skip it.",
    classes: &["CWE-287", "MCP07:2025"],
    examples: &[
        passes(
            "owner | 200 | ok\ninitialize-without-token | 401\npost-without-token | 401\nowner | 200 | ok",
        ),
        fails(
            "owner | 200 | ok\ninitialize-without-token | 401\npost-without-token | 200 | ok\nowner | 200 | ok",
            "answered 200 with a result to a request with the session id and no token",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(OWNER)?;
    if seen.reply(BARE_INITIALIZE)?.is_served() {
        return Err(Verdict::not_applicable("a session can be opened without a token"));
    }
    refused(
        &seen.reply(BARE_POST)?,
        "a request with the session id and no token",
    )
}
