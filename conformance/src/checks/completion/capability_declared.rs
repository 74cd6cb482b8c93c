use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::versioning::{DECLARED_UNKNOWN, DISCOVERY, SERVED};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "completion.capability-declared",
    requirements: &["COMP-CAPABILITY-DECLARED"],
    summary: "a server that completes arguments declares the completions capability",
    severity: Severity::Low,
    probe: &DISCOVERY,
    needs: &[],
    judge,
    remedy: "Put completions into the capabilities of the server/discover result when completion/complete is implemented.",
    classes: &[],
    examples: &[
        passes("served | 200 | ok"),
        passes(
            r#"facts: {"capabilities": {}}
            served | 200 | ok
            undeclared-completions | 404 | error -32601"#,
        ),
        passes(
            r#"facts: {"capabilities": {}}
            served | 200 | ok
            undeclared-completions | 200 | {"id":1,"result":{"completion":{"values":[]}}}"#,
        ),
        fails(
            r#"facts: {"capabilities": {}}
            served | 200 | ok
            undeclared-completions | 200 | {"id":1,"result":{"completion":{"values":["a"]}}}"#,
            "completed an argument, and completions are not declared",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(SERVED)?;
    if let Some(why) = seen.note(DECLARED_UNKNOWN) {
        return Err(Verdict::inconclusive(format!(
            "what is declared is not known: {why}"
        )));
    }
    if seen.head.facts.declares("completions") {
        return Ok(());
    }
    let reply = seen.reply("undeclared-completions")?;
    reply.answered()?;
    let result = reply.result().unwrap_or_default();
    // A server that completes nothing may answer so (discover.undeclared-method warns of it).
    let values = result["completion"]["values"].as_array();
    let completes = values.is_some_and(|values| !values.is_empty());
    reply.require(!reply.is_served() || !completes, || {
        "completed an argument, and completions are not declared".to_owned()
    })
}
