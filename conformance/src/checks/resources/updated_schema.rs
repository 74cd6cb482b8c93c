use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::jsonrpc::{for_all, modern_era};
use crate::probes::WHOLE_RUN;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "resources.updated-schema",
    requirements: &["RES-UPDATED-SCHEMA"],
    summary: "a notification that a resource changed names it by its URI",
    severity: Severity::Medium,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: "Put the resource's URI into params.uri of notifications/resources/updated; the client reads the contents itself.",
    classes: &[],
    examples: &[
        passes(
            r#"one | event {"jsonrpc":"2.0","method":"notifications/resources/updated","params":{"uri":"a:b"}} | 200 | ok"#,
        ),
        fails(
            r#"one | event {"jsonrpc":"2.0","method":"notifications/resources/updated","params":{"contents":[]}} | 200 | ok"#,
            "a notification that a resource changed has no uri",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let is_modern = modern_era(seen);
    for_all(
        seen,
        "notification that a resource changed",
        |reply, message| !is_modern(reply) && message.method() == Some("notifications/resources/updated"),
        |reply, message| {
            let named = message
                .member("params")
                .is_some_and(|params| params["uri"].is_string());
            reply.require(named, || {
                "a notification that a resource changed has no uri".to_owned()
            })
        },
    )
}
