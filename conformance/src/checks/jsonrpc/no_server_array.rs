use super::{for_all, sent_body};
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
    let is_unasked = |reply: &Reply<'_>, _: &Message| !sent_body(reply).starts_with(b"[");
    for_all(seen, "message", is_unasked, |reply, message| {
        let is_array = message.value.as_ref().is_some_and(Value::is_array);
        reply.require(!is_array, || "a message is an array".to_owned())
    })
}
