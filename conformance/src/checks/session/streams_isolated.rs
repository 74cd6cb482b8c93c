use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::jsonrpc::brief;
use crate::probes::crossed::{CALL, CROSSED_CALLS, FIRST_WORKS, REPORT, SECOND_LISTENS, SECOND_WORKS, TOKEN};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "session.streams-isolated",
    requirements: &["SESSION-STREAM-ISOLATION"],
    summary: "what one session's calls cause is sent on no other session's stream",
    severity: Severity::Critical,
    probe: &CROSSED_CALLS,
    needs: &[],
    judge,
    remedy: "Send progress, log messages and questions of a call to the session of the call; keep no list of all open streams to write them to.",
    classes: &["CWE-488", "LLM02:2025", "MCP10:2025"],
    examples: &[
        passes(
            r#"first-client | 200 | ok
            second-client | 200 | ok
            second-client-listens | no id | 200 | Content-Type: text/event-stream | left
            call | 200 | event {"id":"s1","method":"roots/list"} | event {"id":1,"result":{}}
            note: progress-token canary-1
            report | 200 | event {"method":"notifications/progress","params":{"progressToken":"canary-1"}} | event {"id":1,"result":{}}"#,
        ),
        fails(
            r#"first-client | 200 | ok
            second-client | 200 | ok
            second-client-listens | no id | 200 | Content-Type: text/event-stream | event {"id":"s1","method":"roots/list"}
            call | 200 | event {"id":"s1","method":"roots/list"} | event {"id":1,"result":{}}"#,
            "a stream of an idle session was sent what another session's call caused: \"roots/list\"",
        ),
        fails(
            r#"first-client | 200 | ok
            second-client | 200 | ok
            second-client-listens | no id | 200 | Content-Type: text/event-stream | event {"method":"notifications/progress","params":{"progressToken":"canary-1"}}
            call | 200 | event {"id":"s1","method":"roots/list"} | event {"id":1,"result":{}}
            note: progress-token canary-1
            report | 200 | event {"method":"notifications/progress","params":{"progressToken":"canary-1"}} | event {"id":1,"result":{}}"#,
            "a stream of an idle session was sent what another session's call caused: \"notifications/progress\"",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(FIRST_WORKS)?;
    seen.control(SECOND_WORKS)?;
    let listening = seen.exchange(SECOND_LISTENS)?;
    if !super::is_listening(&listening) {
        return Err(Verdict::not_applicable("the target opens no stream for GET"));
    }
    let caused = [CALL, REPORT]
        .into_iter()
        .filter_map(|label| seen.exchange(label).ok());
    let caused: Vec<_> = caused.flat_map(|reply| reply.messages().to_vec()).collect();
    if caused.is_empty() {
        return Err(Verdict::inconclusive("the calls caused nothing"));
    }
    let token = seen.note(TOKEN);
    for message in listening.messages() {
        let reported = message
            .member("params")
            .and_then(|params| params["progressToken"].as_str());
        let is_progress = reported.is_some() && reported == token;
        // A list that changed is everybody's business; a question, an answer or a log line of the call is not.
        // Each session counts its own requests, so pings of two may be alike to the byte.
        let is_same = message.is_request() && message.method() != Some("ping")
            || message.is_response()
            || message.method() == Some("notifications/message");
        let strays = is_progress || (is_same && caused.contains(message));
        listening.require(!strays, || {
            let what = message.member("method").or(message.member("id")).map(brief);
            format!(
                "a stream of an idle session was sent what another session's call caused: {}",
                what.unwrap_or_default()
            )
        })?;
    }
    super::listened_on(&listening)
}
