use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::jsonrpc::Message;
use crate::probes::framing::{CONTROL, FRAMING, NOTIFICATIONS};
use crate::transcript::{Reply, Transcript};

pub static CHECK: Check = Check {
    id: "jsonrpc.notification-unanswered",
    requirements: &["JSONRPC-NOTIF-NO-RESPONSE", "JSONRPC-NOTIFICATION-NO-RESPONSE"],
    summary: "a notification gets no response",
    severity: Severity::Medium,
    probe: &FRAMING,
    needs: &[],
    judge,
    remedy: "Return nothing for a message without an id, also when its method is unknown; over HTTP answer 202.",
    classes: &[],
    examples: &[
        passes(
            r#"control | 200 | ok
notification-unknown | no id | 202
notification-odd-params | no id | 400 | {"jsonrpc":"2.0","error":{"code":-32600,"message":"no"}}"#,
        ),
        passes(
            "in: 2025-11-25 stdio\ncontrol | ok\nnotification-unknown | no id | nothing-due\nnotification-odd-params | no id | nothing-due",
        ),
        fails(
            r#"control | 200 | ok
notification-unknown | no id | 200 | {"jsonrpc":"2.0","id":null,"result":{}}"#,
            "answered 200 with a result to a notification",
        ),
        fails(
            r#"in: 2025-11-25 stdio
control | ok
notification-unknown | no id | {"jsonrpc":"2.0","id":null,"error":{"code":-32601,"message":"no"}} | nothing-due"#,
            "answered error -32601 to a notification",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(CONTROL)?;
    for label in NOTIFICATIONS {
        let reply = seen.reply(label)?;
        reply.require(!is_answered(&reply), || {
            format!("answered {} to a notification", reply.describe())
        })?;
    }
    Ok(())
}

/// Whether a response came. An error in the body of an HTTP refusal only explains that refusal.
pub(super) fn is_answered(reply: &Reply<'_>) -> bool {
    let explains = reply.status() >= 400 && reply.events.is_empty();
    !explains && reply.messages().iter().any(Message::is_response)
}
