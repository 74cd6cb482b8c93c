use super::annotations;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::WHOLE_RUN;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "headers.annotation-primitive",
    requirements: &["HDR-XMH-PRIMITIVE"],
    summary: "annotations stand on strings, integers and booleans only",
    severity: Severity::Medium,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: "Annotate only parameters whose type is string, integer or boolean.",
    classes: &[],
    examples: &[
        passes(
            r#"a | sent {"method":"tools/list"} | 200 | {"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"t","inputSchema":{"properties":{"p":{"type":"string","x-mcp-header":"Region"}}}}]}}"#,
        ),
        fails(
            r#"a | sent {"method":"tools/list"} | 200 | {"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"t","inputSchema":{"properties":{"p":{"type":"number","x-mcp-header":"Size"}}}}]}}"#,
            r#"the tool "t" mirrors a parameter of type "number""#,
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    for (reply, annotation) in annotations(seen)?
        .iter()
        .filter(|(_, annotation)| annotation.reachable)
    {
        let kind = &annotation.schema["type"];
        let held = ["string", "integer", "boolean"]
            .iter()
            .any(|primitive| kind == primitive);
        reply.require(held, || {
            format!(
                "the tool {:?} mirrors a parameter of type {kind}",
                annotation.tool
            )
        })?;
    }
    Ok(())
}
