use super::annotations;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::WHOLE_RUN;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "headers.annotation-is-token",
    requirements: &["HDR-XMH-TOKEN"],
    summary: "each x-mcp-header annotation can be part of a header name",
    severity: Severity::High,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: "Use letters, digits and hyphens in annotations.",
    classes: &["CWE-113"],
    examples: &[
        passes(
            r#"a | sent {"method":"tools/list"} | 200 | {"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"t","inputSchema":{"properties":{"p":{"type":"string","x-mcp-header":"Region"}}}}]}}"#,
        ),
        fails(
            r#"a | sent {"method":"tools/list"} | 200 | {"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"t","inputSchema":{"properties":{"p":{"type":"string","x-mcp-header":"My Region"}}}}]}}"#,
            r#"the tool "t" has the x-mcp-header "My Region""#,
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    for (reply, annotation) in annotations(seen)? {
        let token = annotation
            .value
            .as_str()
            .is_some_and(|name| name.bytes().all(is_token_byte));
        reply.require(token, || {
            format!(
                "the tool {:?} has the x-mcp-header {}",
                annotation.tool, annotation.value
            )
        })?;
    }
    Ok(())
}

/// RFC 9110, section 5.6.2, `tchar`.
fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}
