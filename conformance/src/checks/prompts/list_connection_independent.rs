use crate::check::{Check, Judgement, Need, Severity, fails, passes};
use crate::checks::{Varies, on_connections};
use crate::probes::connections::{CONNECTIONS, PROMPTS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "prompts.list-connection-independent",
    requirements: &["PROMPT-LIST-CONNECTION-INDEPENDENT"],
    summary: "the prompts depend neither on the connection nor on earlier requests on it",
    severity: Severity::Medium,
    probe: &CONNECTIONS,
    needs: &[Need::Prompts],
    judge,
    remedy: "Keep nothing on a connection that changes what it lists; a caller's rights come with each request.",
    classes: &[],
    examples: &[
        passes(
            r#"prompts-fresh | 200 | {"id":1,"result":{"prompts":[{"name":"a","uri":"a"}]}}
            prompts-used | 200 | {"id":1,"result":{"prompts":[{"name":"a","uri":"a"}]}}
            prompts-fresh | 200 | {"id":1,"result":{"prompts":[{"name":"a","uri":"a"}]}}"#,
        ),
        fails(
            r#"prompts-fresh | 200 | {"id":1,"result":{"prompts":[{"name":"a","uri":"a"}]}}
            prompts-used | 200 | {"id":1,"result":{"prompts":[{"name":"a","uri":"a"},{"name":"b","uri":"b"}]}}
            prompts-fresh | 200 | {"id":1,"result":{"prompts":[{"name":"a","uri":"a"}]}}"#,
            "prompts/list shows another set on a connection that was used",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    on_connections(seen, &PROMPTS, Varies::Anyhow)
}
