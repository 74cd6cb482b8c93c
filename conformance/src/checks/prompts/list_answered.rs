use crate::check::{Check, Judgement, Need, Severity, fails, passes};
use crate::checks::pagination::answered;
use crate::probes::features::{LISTS, PROMPT_LIST};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "prompts.list-answered",
    requirements: &["PROMPT-LIST-ANSWERED"],
    summary: "a server that declares prompts lists them",
    severity: Severity::Medium,
    probe: &LISTS,
    needs: &[Need::Prompts],
    judge,
    remedy: "Answer prompts/list with an array of prompts, or do not declare the capability.",
    classes: &[],
    examples: &[
        passes(
            r#"alive | 200 | ok
            prompts-list | 200 | {"id":1,"result":{"prompts":[]}}"#,
        ),
        fails(
            "alive | 200 | ok\nprompts-list | 404 | error -32601",
            "prompts/list was declared and got 404 with error -32601",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    answered(seen, &PROMPT_LIST)
}
