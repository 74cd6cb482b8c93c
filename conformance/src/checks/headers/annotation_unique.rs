use super::annotations;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::WHOLE_RUN;
use crate::transcript::Transcript;
use std::collections::BTreeSet;

pub static CHECK: Check = Check {
    id: "headers.annotation-unique",
    requirements: &["HDR-XMH-UNIQUE"],
    summary: "no two annotations of a tool are equal without regard to case",
    severity: Severity::Medium,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: "Give each annotated parameter of a tool a header name of its own; case does not tell them apart.",
    classes: &["CWE-436"],
    examples: &[
        passes(
            r#"a | sent {"method":"tools/list"} | 200 | {"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"t","inputSchema":{"properties":{"p":{"type":"string","x-mcp-header":"Region"}}}}]}}"#,
        ),
        fails(
            r#"a | sent {"method":"tools/list"} | 200 | {"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"t","inputSchema":{"properties":{"p":{"type":"string","x-mcp-header":"Region"},"q":{"type":"string","x-mcp-header":"REGION"}}}}]}}"#,
            r#"the tool "t" has the x-mcp-header "region" twice"#,
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let mut known = BTreeSet::new();
    for (reply, annotation) in annotations(seen)? {
        let name = annotation.value.as_str().unwrap_or_default().to_ascii_lowercase();
        let says = || {
            format!(
                "the tool {:?} has the x-mcp-header {name:?} twice",
                annotation.tool
            )
        };
        reply.require(
            known.insert((reply.exchange, annotation.tool.clone(), name.clone())),
            says,
        )?;
    }
    Ok(())
}
