use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::crossed::{
    AFTER_SAME_ID, CROSSED_CALLS, FIRST_WORKS, OWN_ID_FIRST, OWN_ID_SECOND, SAME_ID_FIRST, SAME_ID_SECOND,
    SCHEDULE, SECOND_WORKS,
};
use crate::transcript::{End, Transcript};

pub static CHECK: Check = Check {
    id: "session.same-id-calls",
    requirements: &["SESSION-SAME-ID-DIFFERENT-SESSIONS"],
    summary: "two sessions' calls that run at the same time under one id both end with their own response",
    severity: Severity::Critical,
    probe: &CROSSED_CALLS,
    needs: &[],
    judge,
    remedy: "Give every session a transport of its own, and keep its streams in it: a table of streams by request id sends one client the answer of another.",
    classes: &["CWE-488", "LLM02:2025", "MCP10:2025"],
    examples: &[
        passes(
            r#"first-client | 200 | ok
            second-client | 200 | ok
            own-id-first-client | 200 | event {"id":1,"result":{}}
            own-id-second-client | 200 | event {"id":1,"result":{}}
            note: schedule a calls, b calls, b answers, a answers
            same-id-first-client | 200 | event {"id":1,"result":{}}
            same-id-second-client | 200 | event {"id":1,"result":{}}
            first-client-after | 200 | ok"#,
        ),
        fails(
            r#"first-client | 200 | ok
            second-client | 200 | ok
            own-id-first-client | 200 | event {"id":1,"result":{}}
            own-id-second-client | 200 | event {"id":1,"result":{}}
            note: schedule a calls, b calls, b answers, a answers
            same-id-first-client | 200 | event {"id":"server-1","method":"roots/list"}
            same-id-second-client | 200 | event {"id":1,"result":{}} | event {"id":1,"result":{}}
            first-client-after | 200 | ok"#,
            "a call got no response while another session's call had the same id (a calls, b calls, b answers, a answers)",
        ),
        fails(
            r#"first-client | 200 | ok
            second-client | 200 | ok
            own-id-first-client | 200 | event {"id":1,"result":{}}
            own-id-second-client | 200 | event {"id":1,"result":{}}
            same-id-first-client | 200 | event {"id":1,"result":{}}
            same-id-second-client | 200 | event {"id":1,"result":{}} | event {"id":1,"result":{}}
            first-client-after | 200 | ok"#,
            "two responses came to a call while another session's call had the same id",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(FIRST_WORKS)?;
    seen.control(SECOND_WORKS)?;
    for label in [OWN_ID_FIRST, OWN_ID_SECOND] {
        if seen.reply(label)?.response().is_none() {
            return Err(Verdict::inconclusive(
                "a call got no response while another session's call had another id",
            ));
        }
    }
    // A target that fell meanwhile answers nobody.
    let after = seen.reply(AFTER_SAME_ID)?;
    if matches!(after.end, Some(End::Unreachable | End::Closed)) {
        after.answered()?;
    }
    let order = seen
        .note(SCHEDULE)
        .map(|order| format!(" ({order})"))
        .unwrap_or_default();
    for label in [SAME_ID_FIRST, SAME_ID_SECOND] {
        seen.exchange(label)?;
        for call in seen.exchanges(label) {
            let id = call.id.clone().unwrap_or_default();
            let responses = call
                .messages()
                .iter()
                .filter(|message| message.answers(&id))
                .count();
            call.require(responses < 2, || {
                format!("two responses came to a call while another session's call had the same id{order}")
            })?;
            if responses == 0 {
                call.answered()?;
            }
            call.require(responses == 1, || {
                format!("a call got no response while another session's call had the same id{order}")
            })?;
        }
    }
    Ok(())
}
