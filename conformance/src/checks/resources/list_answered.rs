use crate::check::{Check, Judgement, Need, Severity, fails, passes};
use crate::checks::pagination::answered;
use crate::probes::features::{LISTS, RESOURCE_LIST};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "resources.list-answered",
    requirements: &["RES-LIST-ANSWERED"],
    summary: "a server that declares resources lists them",
    severity: Severity::Medium,
    probe: &LISTS,
    needs: &[Need::Resources],
    judge,
    remedy: "Answer resources/list with an array of resources, or do not declare the capability.",
    classes: &[],
    examples: &[
        passes(
            r#"alive | 200 | ok
            resources-list | 200 | {"id":1,"result":{"resources":[]}}"#,
        ),
        fails(
            "alive | 200 | ok\nresources-list | 404 | error -32601",
            "resources/list was declared and got 404 with error -32601",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    answered(seen, &RESOURCE_LIST)
}
