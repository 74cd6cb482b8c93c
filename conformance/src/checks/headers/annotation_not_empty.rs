use super::annotations;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::WHOLE_RUN;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "headers.annotation-not-empty",
    requirements: &["HDR-XMH-NOT-EMPTY"],
    summary: "no x-mcp-header annotation is empty",
    severity: Severity::Medium,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: "Give each annotation the name of a header.",
    classes: &[],
    examples: &[
        passes(
            r#"a | sent {"method":"tools/list"} | 200 | {"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"t","inputSchema":{"properties":{"p":{"type":"string","x-mcp-header":"Region"}}}}]}}"#,
        ),
        fails(
            r#"a | sent {"method":"tools/list"} | 200 | {"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"t","inputSchema":{"properties":{"p":{"type":"string","x-mcp-header":""}}}}]}}"#,
            r#"the tool "t" has an empty x-mcp-header"#,
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    for (reply, annotation) in annotations(seen)? {
        reply.require(annotation.value != "", || {
            format!("the tool {:?} has an empty x-mcp-header", annotation.tool)
        })?;
    }
    Ok(())
}
