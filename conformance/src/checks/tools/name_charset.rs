use crate::check::{Check, Judgement, Need, Severity, fails, passes};
use crate::checks::pagination::walked;
use crate::probes::features::{LISTS, TOOL_LIST};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "tools.name-charset",
    requirements: &["TOOLS-NAME-CHARSET"],
    summary: "tool names are of letters, digits, underscores, hyphens and dots",
    severity: Severity::Low,
    probe: &LISTS,
    needs: &[Need::Tools],
    judge,
    remedy: "Name tools with ASCII letters, digits, underscores, hyphens and dots only.",
    classes: &[],
    examples: &[
        passes(
            r#"alive | 200 | ok
            tools-list | 200 | {"id":1,"result":{"tools":[{"name":"a.B-c_9"}]}}"#,
        ),
        fails(
            r#"alive | 200 | ok
            tools-list | 200 | {"id":1,"result":{"tools":[{"name":"get weather"}]}}"#,
            r#"the tool "get weather" has ' ' in its name"#,
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    for (page, tool) in walked(seen, &TOOL_LIST)? {
        let name = tool["name"].as_str().unwrap_or_default();
        let odd = name
            .chars()
            .find(|c| !c.is_ascii_alphanumeric() && !"_-.".contains(*c));
        page.advise(odd.is_none(), || {
            format!("the tool {name:?} has {:?} in its name", odd.unwrap_or_default())
        })?;
    }
    Ok(())
}
