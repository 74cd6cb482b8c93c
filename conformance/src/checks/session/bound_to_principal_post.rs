use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::refused;
use crate::probes::sessions::{OTHER_OWN, OTHER_POST, OTHER_PRINCIPAL, OWNER};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "session.bound-to-principal-post",
    requirements: &["SESSION-BIND-PRINCIPAL-POST"],
    summary: "another user cannot send requests in a user's session",
    severity: Severity::Critical,
    probe: &OTHER_PRINCIPAL,
    needs: &[],
    judge,
    remedy: "Keep the user with the session, and answer 404 when the token of a request is somebody else's.",
    classes: &["CWE-639", "MCP07:2025"],
    examples: &[
        passes("owner | 200 | ok\nother-in-own-session | 200 | ok\nother-post | 404\nowner | 200 | ok"),
        fails(
            "owner | 200 | ok\nother-in-own-session | 200 | ok\nother-post | 200 | ok\nowner | 200 | ok",
            "answered 200 with a result to another user's request in the session",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(OTHER_OWN)?;
    seen.control(OWNER)?;
    refused(&seen.reply(OTHER_POST)?, "another user's request in the session")
}
