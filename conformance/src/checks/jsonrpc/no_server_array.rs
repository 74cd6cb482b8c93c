use std::collections::BTreeMap;

use super::{conversation, for_all, messages_sent, sent_body};
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::jsonrpc::Message;
use crate::probes::WHOLE_RUN;
use crate::transcript::{Reply, Transcript};
use serde_json::Value;

pub static CHECK: Check = Check {
    id: "jsonrpc.no-server-array",
    requirements: &["BATCH-NO-SERVER-ARRAY"],
    summary: "no message is an array",
    severity: Severity::Medium,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: "Send each message by itself: the revisions since 2025-06-18 have no batches.",
    classes: &[],
    examples: &[
        passes(
            r#"one | 200 | ok
batch | sent [] | no id | 200 | [{"jsonrpc":"2.0","id":1,"result":{}}]"#,
        ),
        fails(
            r#"one | 200 | ok
two | 200 | event [{"jsonrpc":"2.0","method":"notifications/message"}] | event {"jsonrpc":"2.0","id":1,"result":{}}"#,
            "a message is an array",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    // What answers an array of ours is looked at where arrays are.
    let mut in_arrays: BTreeMap<u32, Vec<Value>> = BTreeMap::new();
    for reply in seen.all_exchanges().filter(is_array_of_ours) {
        let ids = messages_sent(&reply).into_iter().map(|item| item["id"].clone());
        in_arrays.entry(conversation(&reply)).or_default().extend(ids);
    }
    let on_channel = seen.head.cell.transport.is_channel();
    let is_late = |reply: &Reply<'_>, message: &Message| {
        let asked = in_arrays.get(&conversation(reply)).filter(|_| on_channel);
        let items = message.value.as_ref().and_then(Value::as_array);
        let (Some(asked), Some(items)) = (asked, items) else {
            return false;
        };
        !items.is_empty() && items.iter().all(|item| asked.contains(&item["id"]))
    };
    let is_unasked =
        |reply: &Reply<'_>, message: &Message| !is_array_of_ours(reply) && !is_late(reply, message);
    for_all(seen, "message", is_unasked, |reply, message| {
        let is_array = message.value.as_ref().is_some_and(Value::is_array);
        reply.require(!is_array, || "a message is an array".to_owned())
    })
}

fn is_array_of_ours(reply: &Reply<'_>) -> bool {
    sent_body(reply).starts_with(b"[")
}
