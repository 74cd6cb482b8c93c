use super::name_of;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::pagination::listed;
use crate::probes::features::{LISTS, TOOL_LIST};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "tools.input-schema-object",
    requirements: &["TOOLS-INPUTSCHEMA-OBJECT"],
    summary: "the inputSchema of every tool is a schema of an object",
    severity: Severity::Medium,
    probe: &LISTS,
    needs: &[],
    judge,
    remedy: "Give every inputSchema the type object; a tool without parameters has {\"type\": \"object\"}.",
    classes: &[],
    examples: &[
        passes(
            r#"alive | 200 | ok
            tools-list | 200 | {"id":1,"result":{"tools":[{"name":"a","inputSchema":{"type":"object"}}]}}"#,
        ),
        fails(
            r#"alive | 200 | ok
            tools-list | 200 | {"id":1,"result":{"tools":[{"name":"a","inputSchema":null}]}}"#,
            "the inputSchema of the tool \"a\" has no type object at its root",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    for (reply, tool) in listed(seen, &TOOL_LIST)? {
        reply.require(tool["inputSchema"]["type"] == "object", || {
            format!(
                "the inputSchema of {} has no type object at its root",
                name_of(&tool)
            )
        })?;
    }
    Ok(())
}
