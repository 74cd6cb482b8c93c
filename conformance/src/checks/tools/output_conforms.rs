use serde_json::Value;

use crate::arguments::Compiled;
use crate::check::{Check, Judgement, Need, Severity, Verdict, fails, passes};
use crate::probes::features::{CALL, TOOLS, WORK};
use crate::transcript::{Reply, Transcript};

pub static CHECK: Check = Check {
    id: "tools.output-conforms",
    requirements: &["TOOLS-OUTPUT-CONFORMS"],
    summary: "structured content satisfies the tool's outputSchema",
    severity: Severity::Medium,
    probe: &TOOLS,
    needs: &[Need::Work],
    judge,
    remedy: "Validate structuredContent against the outputSchema before it is sent, or leave the outputSchema out.",
    classes: &[],
    examples: &[
        passes(
            r#"facts: {"tools": [{"name": "add", "outputSchema": {"type": "object", "required": ["sum"]}}]}
            work | 200 | ok
            call | sent {"params":{"name":"add"}} | 200 | {"id":1,"result":{"structuredContent":{"sum":2}}}"#,
        ),
        fails(
            r#"facts: {"tools": [{"name": "add", "outputSchema": {"type": "object", "required": ["sum"]}}]}
            work | 200 | ok
            call | sent {"params":{"name":"add"}} | 200 | {"id":1,"result":{"structuredContent":{}}}"#,
            "the structuredContent of \"add\" does not satisfy its outputSchema",
        ),
        fails(
            r#"facts: {"tools": [{"name": "add", "outputSchema": {"type": "object"}}]}
            work | 200 | ok
            call | sent {"params":{"name":"add"}} | 200 | {"id":1,"result":{"content":[]}}"#,
            "\"add\" has an outputSchema and gave no structuredContent",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(WORK)?;
    let mut looked_at = 0;
    for reply in seen.exchanges(CALL).filter(Reply::is_done) {
        let result = reply.result().unwrap_or_default();
        let complete = result.get("resultType").is_none_or(|kind| kind == "complete");
        let Some((name, schema)) = schema_of(seen, &reply).filter(|_| complete) else {
            continue;
        };
        let content = result.get("structuredContent");
        reply.require(content.is_some(), || {
            format!("{name:?} has an outputSchema and gave no structuredContent")
        })?;
        // A schema that is invalid, without bounds or refers elsewhere is the matter of other checks.
        let compiled = Compiled::new(schema);
        let held = compiled.and_then(|compiled| compiled.accepts(content.unwrap_or(&Value::Null)));
        let Ok(valid) = held else { continue };
        looked_at += 1;
        reply.require(valid, || {
            format!("the structuredContent of {name:?} does not satisfy its outputSchema")
        })?;
    }
    if looked_at == 0 {
        return Err(Verdict::not_applicable(
            "no tool with an outputSchema could be called",
        ));
    }
    Ok(())
}

/// The tool that was called, if it has an output schema.
fn schema_of<'t>(seen: &'t Transcript, reply: &Reply<'_>) -> Option<(&'t str, &'t Value)> {
    let sent = reply.sent_message().value.as_ref()?;
    let tool = seen
        .head
        .facts
        .tools
        .iter()
        .find(|tool| tool["name"] == sent["params"]["name"])?;
    Some((
        tool["name"].as_str()?,
        tool.get("outputSchema").filter(|schema| schema.is_object())?,
    ))
}
