use crate::check::{Check, Judgement, Need, Severity, fails, passes};
use crate::checks::pagination::unique;
use crate::probes::features::{LISTS, RESOURCE_LIST};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "resources.uri-unique",
    requirements: &["RES-URI-UNIQUE"],
    summary: "no two listed resources share a URI",
    severity: Severity::Low,
    probe: &LISTS,
    needs: &[Need::Resources],
    judge,
    remedy: "List every resource once, under a URI of its own.",
    classes: &[],
    examples: &[
        passes(
            r#"alive | 200 | ok
            resources-list | 200 | {"id":1,"result":{"resources":[{"uri":"a:b"},{"uri":"a:c"}]}}"#,
        ),
        fails(
            r#"alive | 200 | ok
            resources-list | 200 | {"id":1,"result":{"resources":[{"uri":"a:b"},{"uri":"a:b"}]}}"#,
            r#"two resources have the uri "a:b""#,
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    unique(seen, &RESOURCE_LIST, "uri", "resources")
}
