use super::declarations;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::jsonrpc::for_all;
use crate::jsonrpc::Message;
use crate::probes::WHOLE_RUN;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "lifecycle.notifications-declared",
    requirements: &["LIFE-CAP-SERVER-NOTIFS-DECLARED"],
    summary: "change notifications come only from a server that declares them",
    severity: Severity::Low,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: "Declare `listChanged` or `subscribe` for each kind of change notification that is sent.",
    classes: &[],
    examples: &[
        passes(
            r#"facts: {"capabilities":{"tools":{"listChanged":true}}}
one | 200 | event {"jsonrpc":"2.0","method":"notifications/tools/list_changed"} | event {"jsonrpc":"2.0","id":1,"result":{}}"#,
        ),
        fails(
            r#"facts: {"capabilities":{"tools":{}}}
one | 200 | event {"jsonrpc":"2.0","method":"notifications/tools/list_changed"} | event {"jsonrpc":"2.0","id":1,"result":{}}"#,
            "sent notifications/tools/list_changed, and tools.listChanged is not declared",
        ),
    ],
};

const SUBJECTS: &[(&str, &str)] = &[
    ("notifications/tools/list_changed", "tools.listChanged"),
    ("notifications/prompts/list_changed", "prompts.listChanged"),
    ("notifications/resources/list_changed", "resources.listChanged"),
    ("notifications/resources/updated", "resources.subscribe"),
];

fn judge(seen: &Transcript) -> Judgement {
    declarations(seen)?;
    for_all(
        seen,
        "message",
        |_, _| true,
        |reply, message| {
            let Some((method, capability)) = capability(message) else {
                return Ok(());
            };
            let declared = seen.head.facts.declares(capability);
            reply.require(declared, || {
                format!("sent {method}, and {capability} is not declared")
            })
        },
    )
}

fn capability(message: &Message) -> Option<&'static (&'static str, &'static str)> {
    let method = message.method()?;
    SUBJECTS.iter().find(|(known, _)| *known == method)
}
