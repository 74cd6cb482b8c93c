use crate::check::{Check, Judgement, Need, Severity, fails, passes};
use crate::checks::pagination::unique;
use crate::probes::features::{LISTS, PROMPT_LIST};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "prompts.name-unique",
    requirements: &["PROMPT-NAME-UNIQUE"],
    summary: "no two prompts share a name",
    severity: Severity::Low,
    probe: &LISTS,
    needs: &[Need::Prompts],
    judge,
    remedy: "Give every prompt a name of its own.",
    classes: &[],
    examples: &[
        passes(
            r#"alive | 200 | ok
            prompts-list | 200 | {"id":1,"result":{"prompts":[{"name":"a"},{"name":"b"}]}}"#,
        ),
        fails(
            r#"alive | 200 | ok
            prompts-list | 200 | {"id":1,"result":{"prompts":[{"name":"a"},{"name":"a"}]}}"#,
            r#"two prompts have the name "a""#,
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    unique(seen, &PROMPT_LIST, "name", "prompts")
}
