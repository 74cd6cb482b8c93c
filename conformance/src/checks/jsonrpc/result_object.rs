use super::{brief, for_all};
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::jsonrpc::Message;
use crate::probes::WHOLE_RUN;
use crate::transcript::{Reply, Transcript};
use serde_json::Value;

pub static CHECK: Check = Check {
    id: "jsonrpc.result-object",
    requirements: &["JSONRPC-RESULT-OBJECT"],
    summary: "a result is a JSON object",
    severity: Severity::Medium,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: "Wrap what a method returns in an object, an empty one where there is nothing to say.",
    classes: &[],
    examples: &[
        passes("one | 200 | ok"),
        fails(
            r#"one | 200 | ok
two | 200 | {"jsonrpc":"2.0","id":1,"result":"pong"}"#,
            r#"a result is "pong""#,
        ),
        fails(
            r#"one | 200 | ok
two | 200 | {"jsonrpc":"2.0","id":1,"result":null}"#,
            "a result is null",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let is_result = |_: &Reply<'_>, message: &Message| message.member("result").is_some();
    for_all(seen, "result", is_result, |reply, message| {
        let result = message.member("result").unwrap_or(&Value::Null);
        reply.require(result.is_object(), || format!("a result is {}", brief(result)))
    })
}
