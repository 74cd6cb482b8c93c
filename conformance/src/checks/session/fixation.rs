use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::sessions::{CHOSEN, CHOSEN_INITIALIZE, CHOSEN_POST, LIFE, OWNER, SECOND, UNKNOWN_ID};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "session.fixation",
    requirements: &["SESSION-FIXATION-INIT"],
    summary: "initialize does not adopt a session id that the client proposes",
    severity: Severity::High,
    probe: &LIFE,
    needs: &[],
    judge,
    remedy: "Make the id of every new session yourself, whatever header the initialize request carries.",
    classes: &["CWE-384", "MCP07:2025"],
    examples: &[
        passes(
            "owner | 200 | ok\nunknown-id | 404\nnote: chosen-id c1\n\
             initialize-with-chosen-id | 200 | Mcp-Session-Id: a9 | ok\npost-with-chosen-id | 404\n\
             second-session | 200 | ok",
        ),
        passes(
            "owner | 200 | ok\nunknown-id | 404\nnote: chosen-id c1\ninitialize-with-chosen-id | 400\n\
             post-with-chosen-id | 404\nsecond-session | 200 | ok",
        ),
        fails(
            "owner | 200 | ok\nunknown-id | 404\nnote: chosen-id c1\n\
             initialize-with-chosen-id | 200 | Mcp-Session-Id: c1 | ok\nsecond-session | 200 | ok",
            "initialize adopted the session id that the client proposed",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(OWNER)?;
    let reply = seen.reply(CHOSEN_INITIALIZE)?;
    let adopted = reply.is_served() && reply.header("mcp-session-id") == seen.note(CHOSEN);
    reply.require(!adopted, || {
        "initialize adopted the session id that the client proposed".to_owned()
    })?;
    seen.control(SECOND)?;
    let unknown = seen.reply(UNKNOWN_ID)?;
    if unknown.is_served() {
        return Err(Verdict::not_applicable(
            "the target serves ids that it never issued",
        ));
    }
    if !unknown.is_denied() {
        let why = format!("an id that was never issued got {}", unknown.describe());
        return Err(Verdict::inconclusive(why));
    }
    let used = seen.reply(CHOSEN_POST)?;
    used.require(!used.is_served(), || {
        "the session id that the client proposed works, and other unknown ids do not".to_owned()
    })?;
    if reply.is_served() || reply.is_refused() {
        return Ok(());
    }
    Err(Verdict::inconclusive(format!(
        "initialize with a proposed id got {}",
        reply.describe()
    )))
}
