use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::resumption::{LATER, RESUMPTION, UNKNOWN};
use crate::transcript::{End, Reply, Transcript};

pub static CHECK: Check = Check {
    id: "resumption.unknown-id-safe",
    requirements: &["RESUME-UNKNOWN-ID-SAFE"],
    summary: "an event id that was never issued replays nothing and breaks nothing",
    severity: Severity::High,
    probe: &RESUMPTION,
    needs: &[],
    judge,
    remedy: "Answer 400 to a Last-Event-ID that is not stored, or open a fresh stream; never fall back to all events.",
    classes: &["CWE-20", "MCP10:2025"],
    examples: &[
        passes(
            r#"first | id 3 | 200 | block id: a1\ndata: {"id":3,"result":{}}
            unknown-event-id | no id | 400
            unknown-event-id | no id | 200 | Content-Type: text/event-stream
            later | 200 | ok"#,
        ),
        passes(
            r#"first | id 3 | 200 | block id: 1\ndata: {"id":3,"result":{}}
            unknown-event-id | sent GET /mcp\r\nLast-Event-ID: 4\r\n\r\n | no id | 200 | block id: 5\ndata: {"id":4,"result":{}}
            later | 200 | ok"#,
        ),
        fails(
            r#"first | id 3 | 200 | block id: a1\ndata: {"id":3,"result":{}}
            unknown-event-id | no id | 200 | block id: a1\ndata: {"id":3,"result":{}}
            later | 200 | ok"#,
            "an event id that was never issued got a replay",
        ),
        fails(
            "first | id 3 | 200 | block id: a1\\ndata: {\"id\":3,\"result\":{}}\nunknown-event-id | no id | 500\nlater | 200 | ok",
            "answered 500 to an event id that was never issued",
        ),
    ],
};

/// Characters of an id that no counter of events comes to by the way.
const SHORT: usize = 8;

fn judge(seen: &Transcript) -> Judgement {
    super::first_stream(seen)?;
    seen.reply(UNKNOWN)?;
    let strange = || {
        seen.exchanges(UNKNOWN)
            .filter(|reply| !may_be_issued(seen, reply))
    };
    for reply in strange() {
        let replayed = reply.messages().iter().any(crate::jsonrpc::Message::is_response) && reply.is_served();
        reply.require(!replayed, || {
            "an event id that was never issued got a replay".to_owned()
        })?;
    }
    seen.control(LATER)?;
    for reply in strange() {
        reply.advise(reply.status() < 500, || {
            format!(
                "answered {} to an event id that was never issued",
                reply.describe()
            )
        })?;
        if matches!(reply.end, Some(End::TimedOut | End::Unreachable) | None) {
            return Err(Verdict::inconclusive(
                "an event id that was never issued got no answer",
            ));
        }
    }
    Ok(())
}

/// Whether an id that we made up may be that of an event all the same: it is short, so that a server that counts its
/// events may have come to it, or was seen.
fn may_be_issued(seen: &Transcript, reply: &Reply<'_>) -> bool {
    let Some(named) = reply.sent_header("Last-Event-ID") else {
        return false;
    };
    let mut events = seen.all_exchanges().flat_map(|reply| reply.events.clone());
    named.len() < SHORT || events.any(|event| event.id.as_ref() == Some(&named))
}
