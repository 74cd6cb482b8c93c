use serde_json::Value;

use super::block_violation;
use crate::check::{Check, Judgement, Need, Severity, Verdict, fails, passes};
use crate::probes::features::{CALL, TOOLS, WORK};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "tools.result-schema",
    requirements: &["TOOLS-RESULT-SCHEMA"],
    summary: "a tool's result has an array of well-formed content blocks",
    severity: Severity::Medium,
    probe: &TOOLS,
    needs: &[Need::Work],
    judge,
    remedy: "Put an array of content blocks into every tool result, also where there is structuredContent or isError.",
    classes: &[],
    examples: &[
        passes(r#"work | 200 | {"id":1,"result":{"content":[{"type":"text","text":"a"}]}}"#),
        fails(
            r#"work | 200 | {"id":1,"result":{"text":"a"}}"#,
            "a tool's result is malformed: it has no array \"content\"",
        ),
        fails(
            r#"work | 200 | {"id":1,"result":{"content":[{"type":"image","data":"AA=="}]}}"#,
            "a content block of type \"image\" lacks \"mimeType\"",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(WORK)?;
    for reply in seen
        .exchanges(WORK)
        .chain(seen.exchanges(CALL))
        .filter(crate::transcript::Reply::is_served)
    {
        let result = reply.result().unwrap_or_default();
        if result.get("resultType").is_some_and(|kind| kind != "complete") {
            continue;
        }
        let wrong = violation(result);
        reply.require(wrong.is_none(), || {
            format!("a tool's result is malformed: {}", wrong.unwrap_or_default())
        })?;
    }
    match seen.reply(WORK)?.result() {
        Some(_) => Ok(()),
        None => Err(Verdict::inconclusive("no tool was called")),
    }
}

fn violation(result: &Value) -> Option<String> {
    let Some(blocks) = result["content"].as_array() else {
        return Some("it has no array \"content\"".to_owned());
    };
    if result.get("isError").is_some_and(|value| !value.is_boolean()) {
        return Some("its isError is no boolean".to_owned());
    }
    blocks.iter().find_map(block_violation)
}
