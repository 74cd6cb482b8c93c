use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::lifecycle::{COMPLETION, INITIALIZE, LIFECYCLE};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "lifecycle.completions-declared",
    requirements: &["LIFE-COMPLETIONS-DECLARED", "COMP-CAPABILITY-DECLARED"],
    summary: "completions are not served without being declared",
    severity: Severity::Low,
    probe: &LIFECYCLE,
    needs: &[],
    judge,
    remedy: "Declare `completions` when completion/complete is implemented.",
    classes: &[],
    examples: &[
        passes(
            r#"facts: {"capabilities":{"prompts":{}}}
initialize | 200 | ok
completion | 200 | error -32601"#,
        ),
        passes(
            r#"facts: {"capabilities":{"prompts":{}}}
initialize | 200 | ok
completion | 200 | {"jsonrpc":"2.0","id":1,"result":{"completion":{"values":[]}}}"#,
        ),
        fails(
            r#"facts: {"capabilities":{"prompts":{}}}
initialize | 200 | ok
completion | 200 | {"jsonrpc":"2.0","id":1,"result":{"completion":{"values":["a"]}}}"#,
            "completed an argument, and completions are not declared",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(INITIALIZE)?;
    if seen.exchanges(COMPLETION).next().is_none() {
        return Err(Verdict::not_applicable(
            "the target has no prompt with an argument to complete",
        ));
    }
    let reply = seen.reply(COMPLETION)?;
    // A server that completes nothing may answer so.
    let result = reply.result().cloned().unwrap_or_default();
    let values = result["completion"]["values"].as_array();
    let completed = reply.is_served() && values.is_some_and(|values| !values.is_empty());
    let declared = seen.head.facts.declares("completions");
    reply.require(declared || !completed, || {
        "completed an argument, and completions are not declared".to_owned()
    })
}
