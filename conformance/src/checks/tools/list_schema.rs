use serde_json::Value;

use super::{Member, name_of, wrongly_typed};
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::pagination::listed;
use crate::probes::features::{LISTS, TOOL_LIST};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "tools.list-schema",
    requirements: &["TOOLS-LIST-SCHEMA"],
    summary: "every listed tool has a name, an inputSchema and members of their types",
    severity: Severity::Medium,
    probe: &LISTS,
    needs: &[],
    judge,
    remedy: "Give every tool a string name and an object inputSchema, and leave out members that have no value.",
    classes: &[],
    examples: &[
        passes(
            r#"alive | 200 | ok
            tools-list | 200 | {"id":1,"result":{"tools":[{"name":"a","inputSchema":{"type":"object"},"title":"A"}]}}"#,
        ),
        fails(
            r#"alive | 200 | ok
            tools-list | 200 | {"id":1,"result":{"tools":[{"name":"a"}]}}"#,
            "the tool \"a\" is malformed: its \"inputSchema\" is missing",
        ),
        fails(
            r#"alive | 200 | ok
            tools-list | 200 | {"id":1,"result":{"tools":[{"name":"a","inputSchema":{"type":"object"},"title":null}]}}"#,
            "the tool \"a\" is malformed: its \"title\" is of the wrong type",
        ),
    ],
};

const MEMBERS: &[Member] = &[
    ("name", Value::is_string),
    ("inputSchema", Value::is_object),
    ("title", Value::is_string),
    ("description", Value::is_string),
    ("outputSchema", Value::is_object),
    ("annotations", Value::is_object),
    ("icons", Value::is_array),
    ("_meta", Value::is_object),
];

fn judge(seen: &Transcript) -> Judgement {
    for (reply, tool) in listed(seen, &TOOL_LIST)? {
        let missing = ["name", "inputSchema"]
            .into_iter()
            .find(|name| tool.get(name).is_none());
        let wrong = missing
            .map(|name| format!("its {name:?} is missing"))
            .or_else(|| wrongly_typed(&tool, MEMBERS));
        reply.require(wrong.is_none(), || {
            format!("{} is malformed: {}", name_of(&tool), wrong.unwrap_or_default())
        })?;
    }
    Ok(())
}
