use super::annotations;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::WHOLE_RUN;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "headers.annotation-reachable",
    requirements: &["HDR-XMH-REACHABLE"],
    summary: "annotations are reached through properties alone",
    severity: Severity::Medium,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: "Move the annotation to a property that is reached without items, composition, conditions or references.",
    classes: &[],
    examples: &[
        passes(
            r#"a | sent {"method":"tools/list"} | 200 | {"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"t","inputSchema":{"properties":{"p":{"type":"string","x-mcp-header":"Region"}}}}]}}"#,
        ),
        fails(
            r#"a | sent {"method":"tools/list"} | 200 | {"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"t","inputSchema":{"anyOf":[{"properties":{"p":{"type":"string","x-mcp-header":"Region"}}}]}}]}}"#,
            r#"the tool "t" has an x-mcp-header that properties alone do not lead to"#,
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    for (reply, annotation) in annotations(seen)? {
        let says = || {
            format!(
                "the tool {:?} has an x-mcp-header that properties alone do not lead to",
                annotation.tool
            )
        };
        reply.require(annotation.reachable, says)?;
    }
    Ok(())
}
