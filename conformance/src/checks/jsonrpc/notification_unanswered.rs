use super::{describe_stray, is_answered};
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::framing::{CONTROL, FRAMING, NOTIFICATIONS};
use crate::transcript::Transcript;

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
        passes(
            r#"in: 2024-11-05 http+sse
control | sent {"id":1,"method":"tools/list"} | 202 | event {"jsonrpc":"2.0","id":1,"result":{}}
notification-unknown | no id | 202 | event {"jsonrpc":"2.0","id":1,"result":{}}
notification-odd-params | no id | 202"#,
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
        fails(
            r#"in: 2024-11-05 http+sse
control | sent {"id":1,"method":"tools/list"} | 202 | event {"jsonrpc":"2.0","id":1,"result":{}}
notification-unknown | no id | 202 | event {"jsonrpc":"2.0","id":7,"result":{}}"#,
            "answered a response that nothing asked for to a notification",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(CONTROL)?;
    for label in NOTIFICATIONS {
        let reply = seen.reply(label)?;
        reply.require(!is_answered(seen, &reply), || {
            format!("answered {} to a notification", describe_stray(&reply))
        })?;
    }
    Ok(())
}
