use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::progress::{ALIVE, PROGRESS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "progress.message-is-text",
    requirements: &["PROG-MESSAGE-STRING"],
    summary: "what a notification of progress says is text",
    severity: Severity::Low,
    probe: &PROGRESS,
    needs: &[],
    judge,
    remedy: "Send `message` as a string, or leave it out.",
    classes: &[],
    examples: &[
        passes(
            r#"alive | 200 | ok
with-text | 200 | event {"method":"notifications/progress","params":{"progressToken":"t1","progress":1,"message":"half"}} | event {"id":1,"result":{}}"#,
        ),
        fails(
            r#"alive | 200 | ok
with-text | 200 | event {"method":"notifications/progress","params":{"progressToken":"t1","progress":1,"message":7}} | event {"id":1,"result":{}}"#,
            "a notification has the message 7",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    super::reported(seen)?;
    for reply in seen.all_exchanges() {
        for progress in super::progress(&reply) {
            let message = progress.get("message");
            reply.require(message.is_none_or(serde_json::Value::is_string), || {
                format!("a notification has the message {}", progress["message"])
            })?;
        }
    }
    seen.control(ALIVE)
}
