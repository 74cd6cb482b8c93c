use serde_json::Value;

use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::jsonrpc::Message;
use crate::probes::batch::{BATCH, CONTROL, EMPTY, SAFE};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "jsonrpc.batch-empty",
    requirements: &["BATCH-EMPTY-ARRAY"],
    summary: "an empty array is refused with one error",
    severity: Severity::Low,
    probe: &BATCH,
    needs: &[],
    judge,
    remedy: "Answer `[]` with one error -32600 whose id is null.",
    classes: &[],
    examples: &[
        passes(
            r#"control | 200 | ok
safe | 200 | ok
empty | no id | 400 | {"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"no"}}"#,
        ),
        fails(
            "control | 200 | ok\nsafe | 200 | ok\nempty | no id | 200 | []",
            "answered an empty array with an array",
        ),
        fails(
            "control | 200 | ok\nsafe | 200 | ok\nempty | no id | 202",
            "answered 202 to an empty array",
        ),
        fails(
            "in: 2025-03-26 stdio\ncontrol | ok\nsafe | ok\nempty | no id | nothing-due\nsafe | ok",
            "said nothing to an empty array",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(CONTROL)?;
    seen.control(SAFE)?;
    let reply = seen.reply(EMPTY)?;
    let messages = reply.messages();
    let is_array = |value: &Option<Value>| value.as_ref().is_some_and(Value::is_array);
    let arrays = messages.iter().any(|message| is_array(&message.value));
    reply.require(!arrays, || "answered an empty array with an array".to_owned())?;
    let is_result =
        |message: &Message| message.member("result").is_some() && message.member("error").is_none();
    let results = messages.iter().any(is_result);
    reply.require(!results, || "answered an empty array with a result".to_owned())?;
    let errors = messages.iter().any(|message| message.member("error").is_some());
    let over_http = reply.status() != 0 && !reply.is_only_acknowledged();
    if errors || over_http && reply.status() >= 400 {
        return Ok(());
    }
    reply.require(!over_http, || {
        format!("answered {} to an empty array", reply.status())
    })?;
    reply.advise(false, || "said nothing to an empty array".to_owned())
}
