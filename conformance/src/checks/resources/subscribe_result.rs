use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::jsonrpc::code_of;
use crate::jsonrpc::METHOD_NOT_FOUND;
use crate::probes::features::updates::{ALIVE, SUBSCRIBE, UNSUBSCRIBE, UPDATES};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "resources.subscribe-result",
    requirements: &["RES-SUBSCRIBE-RESULT"],
    summary: "a listed resource can be subscribed to and unsubscribed from where that is declared",
    severity: Severity::Medium,
    probe: &UPDATES,
    needs: &[],
    judge,
    remedy: "Implement resources/subscribe and resources/unsubscribe together, each with an empty object for its result, or leave resources.subscribe out of the capabilities.",
    classes: &[],
    examples: &[
        passes(
            r#"facts: {"capabilities": {"resources": {"subscribe": true}}, "resources": [{"uri": "a:b"}]}
            alive | 200 | ok
            subscribe | 200 | ok
            unsubscribe | 200 | ok
            unsubscribe | 200 | error -32602
            alive | 200 | ok"#,
        ),
        fails(
            r#"facts: {"capabilities": {"resources": {"subscribe": true}}, "resources": [{"uri": "a:b"}]}
            alive | 200 | ok
            subscribe | 200 | ok
            unsubscribe | 200 | error -32601
            alive | 200 | ok"#,
            "resources.subscribe is declared, and resources/unsubscribe is not found",
        ),
        fails(
            r#"facts: {"capabilities": {"resources": {"subscribe": true}}, "resources": [{"uri": "a:b"}]}
            alive | 200 | ok
            subscribe | 200 | {"id":1,"result":true}
            unsubscribe | 200 | ok
            alive | 200 | ok"#,
            "the result of resources/subscribe is no object",
        ),
    ],
};

/// What comes of doing it a second time is not defined.
fn judge(seen: &Transcript) -> Judgement {
    if !seen.head.facts.declares("resources.subscribe") {
        return Err(Verdict::not_applicable("resources.subscribe is not declared"));
    }
    if seen.head.facts.resources.is_empty() {
        return Err(Verdict::not_applicable("no resource is listed"));
    }
    seen.control(ALIVE)?;
    for (label, method) in [
        (SUBSCRIBE, "resources/subscribe"),
        (UNSUBSCRIBE, "resources/unsubscribe"),
    ] {
        let first = seen.reply(label)?;
        first.require(code_of(&first) != Some(METHOD_NOT_FOUND), || {
            format!("resources.subscribe is declared, and {method} is not found")
        })?;
        first.require(first.result().is_none_or(serde_json::Value::is_object), || {
            format!("the result of {method} is no object")
        })?;
        if !first.is_served() {
            return Err(Verdict::inconclusive(format!(
                "{method} got {}",
                first.describe()
            )));
        }
    }
    Ok(())
}
