use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::refused;
use crate::probes::sessions::{OTHER_GET, OTHER_OWN, OTHER_PRINCIPAL, OWNER, OWNER_GET};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "session.bound-to-principal-get",
    requirements: &["SESSION-BIND-PRINCIPAL-GET"],
    summary: "another user cannot open a stream on a user's session",
    severity: Severity::Critical,
    probe: &OTHER_PRINCIPAL,
    needs: &[],
    judge,
    remedy: "Hold GET against the user that the session belongs to, as POST is; a stream carries the user's messages.",
    classes: &["CWE-639", "MCP07:2025"],
    examples: &[
        passes(
            "owner | 200 | ok\nother-in-own-session | 200 | ok\nother-get | 404 | no id\n\
             owner-get | 200 | Content-Type: text/event-stream | no id",
        ),
        fails(
            "owner | 200 | ok\nother-in-own-session | 200 | ok\n\
             other-get | 200 | Content-Type: text/event-stream | no id",
            "answered 200 to another user's stream on the session",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(OTHER_OWN)?;
    seen.control(OWNER)?;
    let other = seen.reply(OTHER_GET)?;
    if other.is_served() && other.media_type() != "text/event-stream" {
        return Err(Verdict::inconclusive(
            "GET is answered with something that is no stream",
        ));
    }
    if !other.is_served() {
        if seen.reply(OWNER_GET)?.status() == 405 {
            return Err(Verdict::not_applicable("the target offers no stream by GET"));
        }
        seen.control(OWNER_GET)?;
    }
    refused(&other, "another user's stream on the session")
}
