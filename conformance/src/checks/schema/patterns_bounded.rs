use serde_json::Value;

use crate::backtracking;
use crate::check::{Check, Judgement, Need, Severity, Verdict, fails, passes};
use crate::checks::not_halted;
use crate::checks::pagination::listed;
use crate::probes::features::{LISTS, TOOL_LIST};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "schema.patterns-bounded",
    requirements: &["SCHEMA-ARGUMENT-REDOS"],
    summary: "no pattern in an inputSchema explodes where it is matched by backtracking",
    severity: Severity::Medium,
    probe: &LISTS,
    needs: &[Need::Tools],
    judge,
    remedy: "Do not repeat what itself repeats: let each part of the text be matched in one way only, and bound its length by maxLength.",
    classes: &["LLM10:2025", "CWE-1333"],
    examples: &[
        passes(
            r#"alive | 200 | ok
            tools-list | 200 | {"id":1,"result":{"tools":[{"name":"a","inputSchema":{"properties":{"b":{"type":"string","pattern":"^[a-z]+$"}}}}]}}"#,
        ),
        fails(
            r#"alive | 200 | ok
            tools-list | 200 | {"id":1,"result":{"tools":[{"name":"a","inputSchema":{"properties":{"b":{"type":"string","pattern":"^(a+)+$"}}}}]}}"#,
            r#"the pattern "^(a+)+$" of the tool "a" takes a thousand times the steps for a text three times as long"#,
        ),
    ],
};

/// Which engine the server has is not seen; clients match by the same pattern, and most of theirs backtrack.
fn judge(seen: &Transcript) -> Judgement {
    let (mut read, mut unread) = (0, 0);
    for (page, tool) in listed(seen, &TOOL_LIST)? {
        let mut patterns = Vec::new();
        collect(&tool["inputSchema"], &mut patterns);
        for pattern in patterns {
            let Some(explodes) = backtracking::explodes(pattern) else {
                unread += 1;
                continue;
            };
            read += 1;
            page.advise(!explodes, || {
                format!(
                    "the pattern {pattern:?} of the tool {} takes a thousand times the steps for a text three times as long",
                    tool["name"]
                )
            })?;
        }
    }
    seen.exchanges(TOOL_LIST.page)
        .try_for_each(|page| page.answered())?;
    not_halted(seen)?;
    match (read, unread) {
        (0, 0) => Err(Verdict::not_applicable("no inputSchema has a pattern")),
        (_, 0) => Ok(()),
        _ => Err(Verdict::inconclusive(format!("{unread} patterns cannot be read"))),
    }
}

/// Every pattern of a schema, at any depth; values that a schema holds are none.
fn collect<'v>(schema: &'v Value, found: &mut Vec<&'v str>) {
    match schema {
        Value::Object(members) => {
            for (name, member) in members {
                match (name.as_str(), member) {
                    ("pattern", Value::String(pattern)) => found.push(pattern),
                    ("default" | "const" | "enum" | "examples", _) => {}
                    _ => collect(member, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
        _ => {}
    }
}
