use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::jsonrpc::no_second_response;
use crate::probes::stdio::{CONTROL, SAFE, STREAMS, TOGETHER, TOGETHER_SAFE, TOGETHER_UNKNOWN};
use crate::revision::Transport;
use crate::transcript::{Reply, Transcript};

pub static CHECK: Check = Check {
    id: "transport-stdio.concurrent-correlation",
    requirements: &["JSONRPC-CONCURRENT-ID-MATCH", "STDIO-CONCURRENT-CORRELATION"],
    summary: "of several requests at once, each gets its own answer",
    severity: Severity::High,
    probe: &STREAMS,
    needs: &[],
    judge: each_got_its_own,
    remedy: "Keep the id with the request that is being worked on, not in a place that all requests share.",
    classes: &["CWE-362"],
    examples: &[
        passes(
            r#"control | ok
safe | id 9 | ok
together-unknown | id 2 | error -32601
together-tools | id 3 | {"jsonrpc":"2.0","id":3,"result":{"tools":[]}}
together-safe | id 4 | ok"#,
        ),
        fails(
            r#"control | ok
safe | id 9 | ok
together-unknown | id 2 | error -32601
together-tools | id 3 | {"jsonrpc":"2.0","id":3,"result":{"prompts":[]}}"#,
            "another request got the result of prompts/list",
        ),
        fails(
            "control | ok\nsafe | id 9 | ok\ntogether-unknown | id 2 | timed-out",
            "one of several requests written at once was not answered",
        ),
        fails(
            r#"control | ok
safe | id 9 | ok
together-unknown | id 2 | {"jsonrpc":"2.0","id":2,"result":{"tools":[]}}"#,
            "another request got the result of tools/list",
        ),
    ],
};

/// Holds that of the requests that were sent together each was answered, and none with what was due to another.
pub(crate) fn each_got_its_own(seen: &Transcript) -> Judgement {
    seen.control(CONTROL)?;
    seen.control(SAFE)?;
    let unlisted = [TOGETHER_UNKNOWN, TOGETHER_SAFE].map(|label| (label, ""));
    seen.exchange(TOGETHER_UNKNOWN)?;
    for (label, own) in TOGETHER
        .iter()
        .map(|(label, _, own)| (*label, *own))
        .chain(unlisted)
    {
        for reply in seen.exchanges(label) {
            // The requests before and after them were served, so silence is an answer too.
            let answered = reply.response().is_some();
            if !answered && (reply.is_busy() || seen.head.cell.transport == Transport::StreamableHttp) {
                reply.answered()?;
            }
            let may_come_back = reply.events.iter().any(|event| event.id.is_some());
            if !answered
                && seen.head.cell.transport == Transport::StreamableHttp
                && (!reply.is_success() || may_come_back)
            {
                return Err(Verdict::inconclusive(format!(
                    "one of several requests at once got {}",
                    reply.describe()
                )));
            }
            // A slow target answers all the same.
            if reply.is_late() && comes_later(seen, &reply) {
                return Err(Verdict::inconclusive("one of several requests was answered late"));
            }
            reply.require(answered, || {
                "one of several requests written at once was not answered".to_owned()
            })?;
            let result = reply.result().unwrap_or_default();
            let foreign = TOGETHER
                .iter()
                .find(|(_, _, member)| *member != own && result.get(member).is_some());
            reply.require(foreign.is_none(), || {
                format!(
                    "another request got the result of {}",
                    foreign.map_or("one", |(_, method, _)| method)
                )
            })?;
        }
    }
    no_second_response(seen)
}

/// Whether the answer to a request came while a later one was waited for.
fn comes_later(seen: &Transcript, reply: &Reply<'_>) -> bool {
    let Some(id) = &reply.id else { return false };
    let mut later = seen
        .all_exchanges()
        .filter(|later| later.exchange > reply.exchange);
    later.any(|later| later.messages().iter().any(|message| message.answers(id)))
}
