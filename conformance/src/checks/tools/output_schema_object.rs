use super::name_of;
use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::pagination::listed;
use crate::probes::features::{LISTS, TOOL_LIST};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "tools.output-schema-object",
    requirements: &["TOOLS-OUTPUTSCHEMA-OBJECT"],
    summary: "an outputSchema is a schema of an object",
    severity: Severity::Low,
    probe: &LISTS,
    needs: &[],
    judge,
    remedy: "Wrap what a tool returns in an object, and give its outputSchema the type object.",
    classes: &[],
    examples: &[
        passes(
            r#"alive | 200 | ok
            tools-list | 200 | {"id":1,"result":{"tools":[{"name":"a","outputSchema":{"type":"object"}}]}}"#,
        ),
        fails(
            r#"alive | 200 | ok
            tools-list | 200 | {"id":1,"result":{"tools":[{"name":"a","outputSchema":{"type":"array"}}]}}"#,
            "the outputSchema of the tool \"a\" has no type object at its root",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let tools = listed(seen, &TOOL_LIST)?;
    let mut schemas = tools
        .iter()
        .filter(|(_, tool)| tool.get("outputSchema").is_some())
        .peekable();
    if schemas.peek().is_none() {
        return Err(Verdict::not_applicable("no tool has an outputSchema"));
    }
    for (reply, tool) in schemas {
        reply.require(tool["outputSchema"]["type"] == "object", || {
            format!(
                "the outputSchema of {} has no type object at its root",
                name_of(tool)
            )
        })?;
    }
    Ok(())
}
