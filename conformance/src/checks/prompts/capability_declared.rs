use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::pagination::declared_where_listed;
use crate::probes::features::{LISTS, PROMPT_LIST};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "prompts.capability-declared",
    requirements: &["PROMPT-CAPABILITY-DECLARED"],
    summary: "a server that has prompts declares the prompts capability",
    severity: Severity::Medium,
    probe: &LISTS,
    needs: &[],
    judge,
    remedy: "Put prompts into the capabilities of the initialize or server/discover result.",
    classes: &[],
    examples: &[
        passes(
            r#"alive | 200 | ok
            prompts-list | 200 | {"id":1,"result":{"prompts":[{"name":"a"}]}}"#,
        ),
        fails(
            r#"facts: {"capabilities": {}, "opening": {}}
            alive | 200 | ok
            prompts-list | 200 | {"id":1,"result":{"prompts":[{"name":"a"}]}}"#,
            "prompts/list lists something, and prompts is not declared",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    declared_where_listed(seen, &PROMPT_LIST)
}
