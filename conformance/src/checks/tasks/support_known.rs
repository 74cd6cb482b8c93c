use crate::check::{Check, Judgement, Severity, Verdict, fails, passes, require};
use crate::probes::tasks::{PLAIN, TASK_CALLS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "tasks.support-known",
    requirements: &["TASK-TOOL-SUPPORT-ENUM"],
    summary: "what a tool says of its support for tasks is one of three words",
    severity: Severity::Low,
    probe: &TASK_CALLS,
    needs: &[],
    judge,
    remedy: "Let execution.taskSupport be required, optional or forbidden, or leave it out.",
    classes: &[],
    examples: &[
        passes(
            r#"facts: {"tools": [{"name": "a", "execution": {"taskSupport": "optional"}}]}
plain-call | 200 | ok"#,
        ),
        fails(
            r#"facts: {"tools": [{"name": "a", "execution": {"taskSupport": "maybe"}}]}
plain-call | 200 | ok"#,
            "the tool \"a\" has the taskSupport \"maybe\"",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(PLAIN)?;
    if seen.head.facts.tools.is_empty() {
        return Err(Verdict::not_applicable("no tools are listed"));
    }
    for tool in seen.head.facts.tools.iter() {
        let support = &tool["execution"]["taskSupport"];
        let known = ["required", "optional", "forbidden"]
            .iter()
            .any(|word| support == word);
        require(support.is_null() || known, || {
            format!("the tool {} has the taskSupport {support}", tool["name"])
        })?;
    }
    Ok(())
}
