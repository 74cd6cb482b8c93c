use serde_json::Value;

use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::pagination::listed;
use crate::checks::tools::{Member, wrongly_typed};
use crate::probes::features::{LISTS, PROMPT_LIST};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "prompts.list-schema",
    requirements: &["PROMPT-LIST-SCHEMA"],
    summary: "every listed prompt has a name and well-formed arguments",
    severity: Severity::Medium,
    probe: &LISTS,
    needs: &[],
    judge,
    remedy: "Give every prompt a string name, and describe its arguments in an array of objects with names.",
    classes: &[],
    examples: &[
        passes(
            r#"alive | 200 | ok
            prompts-list | 200 | {"id":1,"result":{"prompts":[{"name":"a","arguments":[{"name":"b","required":true}]}]}}"#,
        ),
        fails(
            r#"alive | 200 | ok
            prompts-list | 200 | {"id":1,"result":{"prompts":[{"name":"a","arguments":{"b":{}}}]}}"#,
            "a prompt is malformed: its \"arguments\" is of the wrong type",
        ),
        fails(
            r#"alive | 200 | ok
            prompts-list | 200 | {"id":1,"result":{"prompts":[{"name":"a","arguments":[{"description":"b"}]}]}}"#,
            "a prompt is malformed: an argument has no name",
        ),
    ],
};

const MEMBERS: &[Member] = &[
    ("name", Value::is_string),
    ("title", Value::is_string),
    ("description", Value::is_string),
    ("arguments", Value::is_array),
    ("icons", Value::is_array),
    ("_meta", Value::is_object),
];

fn judge(seen: &Transcript) -> Judgement {
    for (reply, prompt) in listed(seen, &PROMPT_LIST)? {
        let wrong = violation(&prompt);
        reply.require(wrong.is_none(), || {
            format!("a prompt is malformed: {}", wrong.unwrap_or_default())
        })?;
    }
    Ok(())
}

fn violation(prompt: &Value) -> Option<String> {
    if prompt.get("name").is_none() {
        return Some("it has no name".to_owned());
    }
    let mut arguments = prompt["arguments"].as_array().into_iter().flatten();
    wrongly_typed(prompt, MEMBERS).or_else(|| {
        arguments.find_map(|argument| match argument {
            argument if !argument["name"].is_string() => Some("an argument has no name".to_owned()),
            argument => wrongly_typed(
                argument,
                &[("required", Value::is_boolean), ("description", Value::is_string)],
            ),
        })
    })
}
