use crate::check::{Check, Judgement, Need, Severity, fails, passes};
use crate::checks::pagination::answered;
use crate::probes::features::{LISTS, TOOL_LIST};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "tools.list-answered",
    requirements: &["TOOLS-LIST-ANSWERED"],
    summary: "a server that declares tools lists them",
    severity: Severity::Medium,
    probe: &LISTS,
    needs: &[Need::Tools],
    judge,
    remedy: "Answer tools/list with an array of tools, or do not declare the capability.",
    classes: &[],
    examples: &[
        passes(
            r#"alive | 200 | ok
            tools-list | 200 | {"id":1,"result":{"tools":[]}}"#,
        ),
        fails(
            "alive | 200 | ok\ntools-list | 200 | error -32601",
            "tools/list was declared and got 200 with error -32601",
        ),
        fails(
            "alive | 200 | ok\ntools-list | 200 | ok",
            "the result of tools/list has no array \"tools\"",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    answered(seen, &TOOL_LIST)
}
