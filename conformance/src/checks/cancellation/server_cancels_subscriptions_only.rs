use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::jsonrpc::{conversation, for_all, sent_messages};
use crate::probes::WHOLE_RUN;
use crate::transcript::Transcript;
use serde_json::Value;

pub static CHECK: Check = Check {
    id: "cancellation.server-cancels-subscriptions-only",
    requirements: &["CANCEL-SERVER-SENDS-ONLY-FOR-LISTEN"],
    summary: "the server cancels nothing but subscriptions",
    severity: Severity::Low,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: "Answer a request that cannot be finished with an error instead of cancelling it.",
    classes: &[],
    examples: &[
        passes(
            r#"listen | sent {"id":1,"method":"subscriptions/listen"} | 200 | event {"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}
two | 200 | ok"#,
        ),
        fails(
            r#"one | sent {"id":1,"method":"tools/call"} | 200 | event {"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}} | event {"jsonrpc":"2.0","id":1,"result":{}}"#,
            "the server cancelled a request that is no subscription",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let listens: Vec<(u32, Value)> = seen
        .all_exchanges()
        .flat_map(|reply| {
            let sent = sent_messages(&reply).into_iter();
            let listens = sent.filter(|message| message["method"] == "subscriptions/listen");
            listens
                .map(move |message| (conversation(&reply), message["id"].clone()))
                .collect::<Vec<_>>()
        })
        .collect();
    for_all(
        seen,
        "message",
        |_, _| true,
        |reply, message| {
            if message.method() != Some("notifications/cancelled") {
                return Ok(());
            }
            let id = message
                .member("params")
                .map(|params| params["requestId"].clone())
                .unwrap_or_default();
            let known = listens.contains(&(conversation(reply), id));
            reply.require(known, || {
                "the server cancelled a request that is no subscription".to_owned()
            })
        },
    )
}
