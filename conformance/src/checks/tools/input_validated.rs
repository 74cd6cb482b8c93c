use crate::check::{Check, Judgement, Need, Severity, Verdict, fails, passes};
use crate::probes::features::{BROKEN, TOOLS, WORK};
use crate::transcript::{Reply, Transcript};

pub static CHECK: Check = Check {
    id: "tools.input-validated",
    requirements: &["TOOLS-INPUT-VALIDATED"],
    summary: "arguments that break the inputSchema are not carried out",
    severity: Severity::High,
    probe: &TOOLS,
    needs: &[Need::Work],
    judge,
    remedy: "Validate arguments against the published inputSchema before the tool runs, and report what is wrong with isError.",
    classes: &["CWE-20"],
    examples: &[
        passes(
            r#"work | 200 | ok
            broken-required | 200 | {"id":1,"result":{"isError":true,"content":[]}}
            broken-type | 400 | error -32602
            work | 200 | ok"#,
        ),
        fails(
            r#"work | 200 | ok
            broken-required | sent {"params":{"name":"add"}} | 200 | ok"#,
            "the tool \"add\" was called with arguments that break \"required\" of its inputSchema",
        ),
        fails(
            "work | 200 | ok\nbroken-additionalProperties | 200 | ok",
            "a tool was called with arguments that break \"additionalProperties\" of its inputSchema",
        ),
    ],
};

/// What a server may have dropped before the tool ran, so that nothing invalid was processed: at most a warning.
const MAY_BE_DROPPED: &[&str] = &["additionalProperties", "unevaluatedProperties"];

fn judge(seen: &Transcript) -> Judgement {
    seen.control(WORK)?;
    let broken: Vec<(Reply<'_>, String)> = seen.all_exchanges().filter_map(broken).collect();
    if broken.is_empty() {
        return Err(Verdict::not_applicable(
            "no tool that may be called has a constraint to break",
        ));
    }
    for (reply, keyword) in &broken {
        reply.answered()?;
        let held = !was_carried_out(reply) || MAY_BE_DROPPED.contains(&keyword.as_str());
        reply.require(held, || says(reply, keyword))?;
    }
    for (reply, keyword) in &broken {
        reply.advise(!was_carried_out(reply), || says(reply, keyword))?;
        if !reply.is_served() && !reply.is_refused() {
            return Err(Verdict::inconclusive(format!(
                "arguments that break {keyword:?} got {}",
                reply.describe()
            )));
        }
    }
    Ok(())
}

fn broken(reply: Reply<'_>) -> Option<(Reply<'_>, String)> {
    let keyword = reply.label.strip_prefix(BROKEN)?.to_owned();
    Some((reply, keyword))
}

/// A result that asks for more input is not the tool's.
fn was_carried_out(reply: &Reply<'_>) -> bool {
    reply.is_done()
        && reply
            .result()
            .is_some_and(|result| result["resultType"] != "input_required")
}

fn says(reply: &Reply<'_>, keyword: &str) -> String {
    let sent = reply.sent_message();
    let tool = sent.member("params").and_then(|params| params["name"].as_str());
    let tool = tool.map_or_else(|| "a tool".to_owned(), |name| format!("the tool {name:?}"));
    format!("{tool} was called with arguments that break {keyword:?} of its inputSchema")
}
