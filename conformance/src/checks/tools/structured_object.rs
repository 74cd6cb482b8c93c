use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::for_results;
use crate::checks::jsonrpc::modern_era;
use crate::probes::WHOLE_RUN;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "tools.structured-object",
    requirements: &["TOOLS-STRUCTURED-OBJECT"],
    summary: "structuredContent is an object",
    severity: Severity::Medium,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: "Put a list or a plain value into a member of an object; only 2026-07-28 lets it stand by itself.",
    classes: &[],
    examples: &[
        passes(
            r#"call | sent {"method":"tools/call"} | 200 | {"id":1,"result":{"content":[],"structuredContent":{"sum":2}}}"#,
        ),
        fails(
            r#"call | sent {"method":"tools/call"} | 200 | {"id":1,"result":{"content":[],"structuredContent":[1,2]}}"#,
            "the structuredContent of a tool result is an array",
        ),
        fails(
            r#"call | sent {"method":"tools/call"} | 200 | {"id":1,"result":{"content":[],"structuredContent":null}}"#,
            "the structuredContent of a tool result is null",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let is_modern = modern_era(seen);
    for_results(
        seen,
        "tools/call",
        "structuredContent",
        |reply, result| !is_modern(reply) && result.get("structuredContent").is_some(),
        |reply, result| {
            let kind = match &result["structuredContent"] {
                serde_json::Value::Object(_) => return Ok(()),
                serde_json::Value::Array(_) => "an array",
                serde_json::Value::Null => "null",
                _ => "a plain value",
            };
            reply.require(false, || {
                format!("the structuredContent of a tool result is {kind}")
            })
        },
    )
}
