use super::blocks_of;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::for_results;
use crate::probes::WHOLE_RUN;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "tools.structured-text-copy",
    requirements: &["TOOLS-STRUCTURED-TEXT-COPY"],
    summary: "structured content comes with a text for clients that do not read it",
    severity: Severity::Low,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: "Put the JSON of structuredContent into a text block of the same result.",
    classes: &[],
    examples: &[
        passes(
            r#"call | sent {"method":"tools/call"} | 200 | {"id":1,"result":{"content":[{"type":"text","text":"{\"sum\":2}"}],"structuredContent":{"sum":2}}}"#,
        ),
        fails(
            r#"call | sent {"method":"tools/call"} | 200 | {"id":1,"result":{"content":[],"structuredContent":{"sum":2}}}"#,
            "a tool result has structuredContent and no text",
        ),
    ],
};

/// A text that says it in other words is as good.
fn judge(seen: &Transcript) -> Judgement {
    for_results(
        seen,
        "tools/call",
        "structuredContent",
        |_, result| result.get("structuredContent").is_some(),
        |reply, result| {
            let has_text = blocks_of(result).any(|block| block["type"] == "text");
            reply.advise(has_text, || {
                "a tool result has structuredContent and no text".to_owned()
            })
        },
    )
}
