use super::declarations;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::jsonrpc::for_all;
use crate::probes::WHOLE_RUN;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "lifecycle.logging-declared",
    requirements: &["LIFE-CAP-LOGGING-DECLARED", "LOG-CAPABILITY-DECLARED"],
    summary: "log messages come only from a server that declares logging",
    severity: Severity::Low,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: "Declare `logging` when log messages are sent.",
    classes: &[],
    examples: &[
        passes(
            r#"facts: {"capabilities":{"logging":{}}}
one | 200 | event {"jsonrpc":"2.0","method":"notifications/message"} | event {"jsonrpc":"2.0","id":1,"result":{}}"#,
        ),
        fails(
            r#"facts: {"capabilities":{}}
one | 200 | event {"jsonrpc":"2.0","method":"notifications/message"} | event {"jsonrpc":"2.0","id":1,"result":{}}"#,
            "sent a log message, and logging is not declared",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    declarations(seen)?;
    let declared = seen.head.facts.declares("logging");
    for_all(
        seen,
        "message",
        |_, _| true,
        |reply, message| {
            let is_log = message.method() == Some("notifications/message");
            reply.require(declared || !is_log, || {
                "sent a log message, and logging is not declared".to_owned()
            })
        },
    )
}
