use crate::check::{Check, Judgement, Need, Severity, fails, passes};
use crate::checks::{Varies, on_connections};
use crate::probes::connections::{CONNECTIONS, TOOLS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "tools.list-connection-independent",
    requirements: &["TOOLS-LIST-CONNECTION-INDEPENDENT"],
    summary: "fresh connections see the same tools",
    severity: Severity::Medium,
    probe: &CONNECTIONS,
    needs: &[Need::Tools],
    judge,
    remedy: "List tools from the server's configuration and the caller's rights, not from the connection.",
    classes: &[],
    examples: &[
        passes(
            r#"tools-fresh | 200 | {"id":1,"result":{"tools":[{"name":"a"}]}}
            tools-fresh | 200 | {"id":1,"result":{"tools":[{"name":"a"}]}}
            tools-fresh | 200 | {"id":1,"result":{"tools":[{"name":"a"}]}}"#,
        ),
        fails(
            r#"tools-fresh | 200 | {"id":1,"result":{"tools":[{"name":"a"}]}}
            tools-fresh | 200 | {"id":1,"result":{"tools":[{"name":"b"}]}}
            tools-fresh | 200 | {"id":1,"result":{"tools":[{"name":"a"}]}}"#,
            "tools/list changes from connection to connection, and back",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    on_connections(seen, &TOOLS, Varies::BetweenFresh)
}
