use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::jsonrpc::brief;
use crate::checks::session::is_listening;
use crate::probes::crossed::{CALL, CROSSED_CALLS, FIRST_LISTENS, FIRST_WORKS, REPORT};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "transport-http.no-broadcast",
    requirements: &["HTTP-NO-BROADCAST"],
    summary: "with two streams open, a message is sent on one of them",
    severity: Severity::Medium,
    probe: &CROSSED_CALLS,
    needs: &[],
    judge,
    remedy: "Choose one stream for every message: that of the request it belongs to, or one that GET opened.",
    classes: &[],
    examples: &[
        passes(
            r#"first-client | 200 | ok
            first-client-listens | no id | 200 | Content-Type: text/event-stream
            call | 200 | event {"id":"s1","method":"roots/list"} | event {"id":1,"result":{}}"#,
        ),
        fails(
            r#"first-client | 200 | ok
            first-client-listens | no id | 200 | Content-Type: text/event-stream | event {"id":"s1","method":"roots/list"}
            call | 200 | event {"id":"s1","method":"roots/list"} | event {"id":1,"result":{}}"#,
            "\"roots/list\" was sent on two streams of the session",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(FIRST_WORKS)?;
    let listening = seen.exchange(FIRST_LISTENS)?;
    if !is_listening(&listening) {
        return Err(Verdict::not_applicable("the target opens no stream for GET"));
    }
    seen.reply(CALL)?;
    for reply in [CALL, REPORT]
        .into_iter()
        .filter_map(|label| seen.exchange(label).ok())
    {
        for message in reply.messages() {
            // Log lines may be equal by chance; questions have ids, and progress of one token goes up.
            let is_one = message.is_request() || message.method() == Some("notifications/progress");
            let twice = is_one && listening.messages().contains(message);
            listening.require(!twice, || {
                let method = message.member("method").map(brief).unwrap_or_default();
                format!("{method} was sent on two streams of the session")
            })?;
        }
    }
    Ok(())
}
