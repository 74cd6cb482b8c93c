use crate::check::{Check, Judgement, Need, Severity, fails, passes};
use crate::checks::pagination::unique;
use crate::probes::features::{LISTS, TOOL_LIST};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "tools.name-unique",
    requirements: &["TOOLS-NAME-UNIQUE"],
    summary: "no two tools share a name",
    severity: Severity::Medium,
    probe: &LISTS,
    needs: &[Need::Tools],
    judge,
    remedy: "Give every tool a name of its own; a client that finds two calls either.",
    classes: &[],
    examples: &[
        passes(
            r#"alive | 200 | ok
            tools-list | 200 | {"id":1,"result":{"tools":[{"name":"a"},{"name":"A"}]}}"#,
        ),
        fails(
            r#"alive | 200 | ok
            tools-list | 200 | {"id":1,"result":{"tools":[{"name":"a"},{"name":"a"}]}}"#,
            r#"two tools have the name "a""#,
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    unique(seen, &TOOL_LIST, "name", "tools")
}
