use serde_json::Value;

use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::tools::block_violation;
use crate::checks::well_formed_results;
use crate::probes::features::{ALIVE, GET, PROMPTS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "prompts.get-schema",
    requirements: &["PROMPT-GET-SCHEMA"],
    summary: "a prompt's messages have the role user or assistant and one content block each",
    severity: Severity::Medium,
    probe: &PROMPTS,
    needs: &[],
    judge,
    remedy: "Give every message the role user or assistant and one content object; there is no role system.",
    classes: &[],
    examples: &[
        passes(
            r#"alive | 200 | ok
            get-prompt | 200 | {"id":1,"result":{"messages":[{"role":"user","content":{"type":"text","text":"a"}}]}}"#,
        ),
        fails(
            r#"alive | 200 | ok
            get-prompt | 200 | {"id":1,"result":{"messages":[{"role":"system","content":{"type":"text","text":"a"}}]}}"#,
            "a prompt is malformed: a message has the role \"system\"",
        ),
        fails(
            r#"alive | 200 | ok
            get-prompt | 200 | {"id":1,"result":{"messages":[{"role":"user","content":[]}]}}"#,
            "a prompt is malformed: the content of a message is no object",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(ALIVE)?;
    well_formed_results(seen, GET, "a prompt", "no prompt is listed", violation)
}

fn violation(result: &Value) -> Option<String> {
    let Some(messages) = result["messages"].as_array() else {
        return Some("it has no array \"messages\"".to_owned());
    };
    messages
        .iter()
        .find_map(|message| match message["role"].as_str() {
            Some("user" | "assistant") if message["content"].is_object() => {
                block_violation(&message["content"])
            }
            Some("user" | "assistant") => Some("the content of a message is no object".to_owned()),
            Some(other) => Some(format!("a message has the role {other:?}")),
            None => Some("a message has no role".to_owned()),
        })
}
