use crate::check::{Check, Judgement, Need, Severity, fails, passes};
use crate::checks::{Varies, on_connections};
use crate::probes::connections::{CONNECTIONS, TOOLS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "tools.list-no-side-effect",
    requirements: &["TOOLS-LIST-NO-SIDE-EFFECT"],
    summary: "earlier requests on a connection do not change its tools",
    severity: Severity::Medium,
    probe: &CONNECTIONS,
    needs: &[Need::Tools],
    judge,
    remedy: "Keep nothing on a connection that changes what it lists; a caller's rights come with each request.",
    classes: &[],
    examples: &[
        passes(
            r#"tools-fresh | 200 | {"id":1,"result":{"tools":[{"name":"a","uri":"a"}]}}
            tools-used | 200 | {"id":1,"result":{"tools":[{"name":"a","uri":"a"}]}}
            tools-fresh | 200 | {"id":1,"result":{"tools":[{"name":"a","uri":"a"}]}}"#,
        ),
        fails(
            r#"tools-fresh | 200 | {"id":1,"result":{"tools":[{"name":"a","uri":"a"}]}}
            tools-used | 200 | {"id":1,"result":{"tools":[{"name":"a","uri":"a"},{"name":"b","uri":"b"}]}}
            tools-fresh | 200 | {"id":1,"result":{"tools":[{"name":"a","uri":"a"}]}}"#,
            "tools/list shows another set on a connection that was used",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    on_connections(seen, &TOOLS, Varies::WithUse)
}
