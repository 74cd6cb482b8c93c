use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::disturbed::{DELETE, DISTURBED_CALLS, ENDED_CALL, MEANWHILE, UNDISTURBED};
use crate::transcript::{End, Transcript};

pub static CHECK: Check = Check {
    id: "session.delete-during-call",
    requirements: &["SESSION-DELETE-ISOLATED"],
    summary: "ending a session with a call under way disturbs no call of another session",
    severity: Severity::High,
    probe: &DISTURBED_CALLS,
    needs: &[],
    judge,
    remedy: "When a session ends, stop its own calls, and no more than those.",
    classes: &["CWE-613", "MCP07:2025"],
    examples: &[
        passes(
            r#"undisturbed | 200 | ok
            call-meanwhile | 200 | event {"id":1,"result":{}}
            call-in-ended-session | 200
            delete-during-call | no id | 204
            undisturbed | 200 | ok"#,
        ),
        fails(
            r#"undisturbed | 200 | ok
            call-meanwhile | 200 | event {"id":"s1","method":"roots/list"}
            call-in-ended-session | 200
            delete-during-call | no id | 204
            undisturbed | 200 | ok"#,
            "a call ended without a response when another session was ended",
        ),
        fails(
            r#"undisturbed | 200 | ok
            call-meanwhile | 200 | event {"id":1,"result":{}}
            call-in-ended-session | 200
            delete-during-call | no id | 204
            undisturbed | unreachable"#,
            "after a session was ended during a call the target answers no more",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let ended = seen.reply(DELETE)?;
    if ended.status() == 405 {
        return Err(Verdict::not_applicable(
            "the target does not let clients end sessions",
        ));
    }
    seen.exchange(ENDED_CALL)?;
    if !ended.is_success() {
        let why = format!("ending a session got {}", ended.describe());
        return Err(Verdict::inconclusive(why));
    }
    for reply in seen.exchanges(UNDISTURBED) {
        let gone =
            matches!(reply.end, Some(End::Unreachable | End::Closed)) && reply.exchange > ended.exchange;
        reply.require(!gone, || {
            "after a session was ended during a call the target answers no more".to_owned()
        })?;
    }
    let kept = seen.exchange(MEANWHILE)?;
    if !kept.is_success() || kept.end == Some(End::Closed) {
        let why = format!("the call beside it got {}", kept.describe());
        return Err(Verdict::inconclusive(why));
    }
    kept.require(
        kept.response().is_some() || kept.end == Some(End::TimedOut),
        || "a call ended without a response when another session was ended".to_owned(),
    )?;
    kept.answered()?;
    seen.control(UNDISTURBED)
}
