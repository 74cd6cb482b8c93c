use serde_json::Value;

use super::{Member, name_of, wrongly_typed};
use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::pagination::listed;
use crate::probes::features::{LISTS, TOOL_LIST};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "tools.annotations-shape",
    requirements: &["TOOLS-ANNOTATIONS-SHAPE"],
    summary: "the hints in tool annotations are booleans",
    severity: Severity::Low,
    probe: &LISTS,
    needs: &[],
    judge,
    remedy: "Write true or false for hints, not strings: a client may take any string for true.",
    classes: &[],
    examples: &[
        passes(
            r#"alive | 200 | ok
            tools-list | 200 | {"id":1,"result":{"tools":[{"name":"a","annotations":{"readOnlyHint":true}}]}}"#,
        ),
        fails(
            r#"alive | 200 | ok
            tools-list | 200 | {"id":1,"result":{"tools":[{"name":"a","annotations":{"readOnlyHint":"false"}}]}}"#,
            "the annotations of the tool \"a\" are malformed: its \"readOnlyHint\" is of the wrong type",
        ),
    ],
};

const HINTS: &[Member] = &[
    ("title", Value::is_string),
    ("readOnlyHint", Value::is_boolean),
    ("destructiveHint", Value::is_boolean),
    ("idempotentHint", Value::is_boolean),
    ("openWorldHint", Value::is_boolean),
];

fn judge(seen: &Transcript) -> Judgement {
    let tools = listed(seen, &TOOL_LIST)?;
    let mut annotated = tools
        .iter()
        .filter(|(_, tool)| tool["annotations"].is_object())
        .peekable();
    if annotated.peek().is_none() {
        return Err(Verdict::not_applicable("no tool has annotations"));
    }
    for (reply, tool) in annotated {
        let wrong = wrongly_typed(&tool["annotations"], HINTS);
        reply.require(wrong.is_none(), || {
            format!(
                "the annotations of {} are malformed: {}",
                name_of(tool),
                wrong.unwrap_or_default()
            )
        })?;
    }
    Ok(())
}
