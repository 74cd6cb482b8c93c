use super::for_all;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::jsonrpc::Message;
use crate::probes::WHOLE_RUN;
use crate::transcript::{Reply, Transcript};

pub static CHECK: Check = Check {
    id: "jsonrpc.notification-without-id",
    requirements: &["JSONRPC-SERVER-NOTIF-NO-ID", "JSONRPC-NOTIFICATION-NO-ID"],
    summary: "notifications carry no id",
    severity: Severity::Medium,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: "Leave the id member out of notifications: with one they are requests.",
    classes: &[],
    examples: &[
        passes(
            r#"one | 200 | event {"jsonrpc":"2.0","method":"notifications/message","params":{}} | event {"jsonrpc":"2.0","id":1,"result":{}}"#,
        ),
        fails(
            r#"one | 200 | event {"jsonrpc":"2.0","id":null,"method":"notifications/message"} | event {"jsonrpc":"2.0","id":1,"result":{}}"#,
            r#""notifications/message" carries an id"#,
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let is_notification = |_: &Reply<'_>, message: &Message| {
        message
            .method()
            .is_some_and(|method| method.starts_with("notifications/"))
    };
    for_all(seen, "notification", is_notification, |reply, message| {
        let method = message.method().unwrap_or_default();
        reply.require(message.member("id").is_none(), || {
            format!("{method:?} carries an id")
        })
    })
}
