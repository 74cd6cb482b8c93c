use serde_json::Value;

use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::sessions::{
    OTHER_CALLS, OTHER_LEAVES, OTHER_OWN, OTHER_PRINCIPAL, OTHER_TOKEN, OWNER, OWNER_LISTENS, OWNER_RESUMES,
};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "session.event-injection",
    requirements: &["SESSION-EVENT-INJECTION"],
    summary: "what another user causes in a session does not reach its owner",
    severity: Severity::High,
    probe: &OTHER_PRINCIPAL,
    needs: &[],
    judge,
    remedy: "Queue events by user and session, and never by the session alone.",
    classes: &["CWE-639", "CWE-74", "MCP10:2025"],
    examples: &[
        passes(
            r"owner | 200 | ok
other-in-own-session | 200 | ok
other-post | 404
owner-listens | no id | 200 | Content-Type: text/event-stream | left
note: other-progress-token canary-1
other-calls | 404
barrier | 200 | ok
owner-later | 200 | ok",
        ),
        fails(
            r#"owner | 200 | ok
other-in-own-session | 200 | ok
other-post | 404
owner-listens | no id | 200 | Content-Type: text/event-stream | event {"method":"notifications/progress","params":{"progressToken":"canary-1"}}
note: other-progress-token canary-1
other-calls | 200 | ok
barrier | 200 | ok"#,
            "the owner of a session was sent what another user caused in it",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(OWNER)?;
    seen.control(OTHER_OWN)?;
    let listening = seen.exchange(OWNER_LISTENS)?;
    if !super::is_listening(&listening) {
        return Err(Verdict::not_applicable("the target opens no stream for GET"));
    }
    let token = seen.note(OTHER_TOKEN).unwrap_or_default();
    seen.reply(OTHER_CALLS)?;
    // Without it the stream was not read to where their messages would be.
    seen.control("barrier")?;
    let theirs: Vec<Value> = [OTHER_CALLS, OTHER_LEAVES]
        .into_iter()
        .filter_map(|label| seen.exchange(label).ok()?.id.clone())
        .collect();
    for reply in [OWNER_LISTENS, OWNER_RESUMES]
        .into_iter()
        .filter_map(|label| seen.exchange(label).ok())
    {
        for message in reply.messages() {
            let reported = message
                .member("params")
                .is_some_and(|params| params["progressToken"] == token);
            let answered = theirs.iter().any(|id| message.answers(id));
            reply.advise(!reported && !answered, || {
                "the owner of a session was sent what another user caused in it".to_owned()
            })?;
        }
    }
    super::listened_on(&listening)
}
