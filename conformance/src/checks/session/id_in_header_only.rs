use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::sessions::{ELSEWHERE, LIFE, NO_ID, OTHER_CHANNELS, OWNER};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "session.id-in-header-only",
    requirements: &["SESSION-FIXATION-OTHER-CHANNELS"],
    summary: "a session id counts in its header, and not in the URL, a cookie or the message",
    severity: Severity::Medium,
    probe: &LIFE,
    needs: &[],
    judge,
    remedy: "Read the session id from the Mcp-Session-Id header alone: a URL is logged and shared, and a cookie is sent by any page.",
    classes: &["CWE-384", "CWE-598", "MCP07:2025"],
    examples: &[
        passes(
            "owner | 200 | ok\nping-on-another-connection | 200 | ok\nping-without-id | 400\nid-in-query | 400\nid-in-cookie | 400\nid-in-meta | 400",
        ),
        fails(
            "owner | 200 | ok\nping-on-another-connection | 200 | ok\nping-without-id | 400\nid-in-query | 200 | ok\nid-in-cookie | 400\nid-in-meta | 400",
            "the id of a session works in the query of the URL, without its header",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(OWNER)?;
    seen.control(ELSEWHERE)?;
    if seen.reply(NO_ID)?.is_served() {
        return Err(Verdict::not_applicable(
            "the target serves requests without a session id",
        ));
    }
    for (label, place) in OTHER_CHANNELS {
        seen.reply(label)?;
        for reply in seen.exchanges(label) {
            reply.require(!reply.is_served(), || {
                format!("the id of a session works in {place}, without its header")
            })?;
        }
    }
    Ok(())
}
