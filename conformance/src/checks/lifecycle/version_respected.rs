use std::collections::BTreeSet;

use serde_json::Value;

use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::jsonrpc::{conversation, for_all, sent_body};
use crate::jsonrpc::Message;
use crate::probes::WHOLE_RUN;
use crate::revision::Revision;
use crate::transcript::{Reply, Transcript};

pub static CHECK: Check = Check {
    id: "lifecycle.version-respected",
    requirements: &["LIFE-VERSION-RESPECTED"],
    summary: "the server sends no kind of message that the agreed revision does not have",
    severity: Severity::Medium,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: "Send only the requests and notifications of the revision that was agreed on, each as a message of its own.",
    classes: &[],
    examples: &[
        passes(
            r#"in: 2025-06-18 streamable-http
one | 200 | event {"jsonrpc":"2.0","id":9,"method":"elicitation/create"} | event {"jsonrpc":"2.0","id":1,"result":{}}"#,
        ),
        passes(
            "in: 2024-11-05 http+sse\none | 202 | event {\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}\nbatch | sent [{}] | no id | 202 | event [{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}]",
        ),
        fails(
            r#"in: 2025-03-26 streamable-http
one | 200 | event {"jsonrpc":"2.0","id":9,"method":"elicitation/create"} | event {"jsonrpc":"2.0","id":1,"result":{}}"#,
            "sent \"elicitation/create\", which came with 2025-06-18",
        ),
        fails(
            r#"one | 200 | event {"jsonrpc":"2.0","method":"notifications/subscriptions/acknowledged"} | event {"jsonrpc":"2.0","id":1,"result":{}}"#,
            "sent \"notifications/subscriptions/acknowledged\", which came with 2026-07-28",
        ),
        fails(
            r#"one | 200 | ok
two | 200 | [{"jsonrpc":"2.0","id":1,"result":{}}]"#,
            "sent an array, which only 2025-03-26 has",
        ),
    ],
};

/// What servers send, with the revision that brought it. Members and methods that nobody defines are an
/// experimental capability's business.
const LATER: &[(&str, Revision)] = &[
    ("elicitation/create", Revision::V2025_06_18),
    ("notifications/elicitation/complete", Revision::V2025_11_25),
    ("tasks/get", Revision::V2025_11_25),
    ("tasks/result", Revision::V2025_11_25),
    ("tasks/list", Revision::V2025_11_25),
    ("tasks/cancel", Revision::V2025_11_25),
    ("notifications/tasks/status", Revision::V2025_11_25),
    ("notifications/subscriptions/acknowledged", Revision::V2026_07_28),
];

fn judge(seen: &Transcript) -> Judgement {
    let agreed = seen.head.cell.revision;
    let shared = seen.head.cell.transport.is_channel();
    // An array that answers an array is somebody else's business: what may be said to one is not stated everywhere.
    let batched: BTreeSet<u32> = seen
        .all_exchanges()
        .filter(|reply| sent_body(reply).trim_ascii().starts_with(b"["))
        .map(|reply| group(shared, &reply))
        .collect();
    for_all(
        seen,
        "message",
        |_, _| true,
        |reply, message| {
            let Some(foreign) = foreign(agreed, message) else {
                return Ok(());
            };
            if matches!(message.value, Some(Value::Array(_))) && batched.contains(&group(shared, reply)) {
                return Ok(());
            }
            // Until 2025-06-18 this is a SHOULD.
            reply.advise(agreed >= Revision::V2025_06_18, || foreign.clone())?;
            reply.require(false, || foreign)
        },
    )
}

fn group(shared: bool, reply: &Reply<'_>) -> u32 {
    if shared {
        conversation(reply)
    } else {
        reply.exchange
    }
}

fn foreign(agreed: Revision, message: &Message) -> Option<String> {
    if matches!(message.value, Some(Value::Array(_))) {
        return (agreed != Revision::V2025_03_26)
            .then(|| "sent an array, which only 2025-03-26 has".to_owned());
    }
    let method = message.method()?;
    let (_, since) = LATER
        .iter()
        .find(|(name, since)| *name == method && *since > agreed)?;
    Some(format!("sent {method:?}, which came with {since}"))
}
