use crate::check::{Check, Judgement, Need, Severity, fails, passes};
use crate::checks::{Varies, on_connections};
use crate::probes::connections::{CONNECTIONS, RESOURCES};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "resources.list-connection-independent",
    requirements: &["RES-LIST-CONNECTION-INDEPENDENT"],
    summary: "the resources depend neither on the connection nor on earlier requests on it",
    severity: Severity::Medium,
    probe: &CONNECTIONS,
    needs: &[Need::Resources],
    judge,
    remedy: "Keep nothing on a connection that changes what it lists; a caller's rights come with each request.",
    classes: &[],
    examples: &[
        passes(
            r#"resources-fresh | 200 | {"id":1,"result":{"resources":[{"name":"a","uri":"a"}]}}
            resources-used | 200 | {"id":1,"result":{"resources":[{"name":"a","uri":"a"}]}}
            resources-fresh | 200 | {"id":1,"result":{"resources":[{"name":"a","uri":"a"}]}}"#,
        ),
        fails(
            r#"resources-fresh | 200 | {"id":1,"result":{"resources":[{"name":"a","uri":"a"}]}}
            resources-used | 200 | {"id":1,"result":{"resources":[{"name":"a","uri":"a"},{"name":"b","uri":"b"}]}}
            resources-fresh | 200 | {"id":1,"result":{"resources":[{"name":"a","uri":"a"}]}}"#,
            "resources/list shows another set on a connection that was used",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    on_connections(seen, &RESOURCES, Varies::Anyhow)
}
