use crate::check::{Check, Judgement, Need, Severity, fails, passes};
use crate::checks::pagination::walked;
use crate::probes::features::{LISTS, TOOL_LIST};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "tools.name-length",
    requirements: &["TOOLS-NAME-LENGTH"],
    summary: "tool names have 1 to 128 characters",
    severity: Severity::Low,
    probe: &LISTS,
    needs: &[Need::Tools],
    judge,
    remedy: "Give every tool a name of 1 to 128 characters.",
    classes: &[],
    examples: &[
        passes(
            r#"alive | 200 | ok
            tools-list | 200 | {"id":1,"result":{"tools":[{"name":"a"}]}}"#,
        ),
        fails(
            r#"alive | 200 | ok
            tools-list | 200 | {"id":1,"result":{"tools":[{"name":""}]}}"#,
            "a tool's name has 0 characters",
        ),
    ],
};

/// The longest name, in characters.
const MOST: usize = 128;

fn judge(seen: &Transcript) -> Judgement {
    for (page, tool) in walked(seen, &TOOL_LIST)? {
        // A name that is missing or no text is the business of tools.list-schema.
        let Some(name) = tool["name"].as_str() else {
            continue;
        };
        let length = name.chars().count();
        page.advise((1..=MOST).contains(&length), || {
            format!("a tool's name has {length} characters")
        })?;
    }
    Ok(())
}
