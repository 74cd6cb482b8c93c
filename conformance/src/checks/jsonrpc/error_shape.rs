use super::{brief, for_all};
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::jsonrpc::Message;
use crate::probes::WHOLE_RUN;
use crate::transcript::{Reply, Transcript};
use serde_json::Value;

pub static CHECK: Check = Check {
    id: "jsonrpc.error-shape",
    requirements: &["JSONRPC-ERROR-SHAPE"],
    summary: "an error is an object with a code and a message",
    severity: Severity::Medium,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: r#"Send errors as `{"code": …, "message": "…"}`, with `data` only beside them."#,
    classes: &[],
    examples: &[
        passes("one | 200 | ok\ntwo | 200 | error -32601"),
        fails(
            r#"one | 200 | ok
two | 200 | {"jsonrpc":"2.0","id":1,"error":"Method not found"}"#,
            r#"an error is "Method not found""#,
        ),
        fails(
            r#"one | 200 | ok
two | 200 | {"jsonrpc":"2.0","id":1,"error":{"code":-32601}}"#,
            "an error has no message",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let is_error = |_: &Reply<'_>, message: &Message| message.member("error").is_some();
    for_all(seen, "error", is_error, |reply, message| {
        let error = message.member("error").unwrap_or(&Value::Null);
        reply.require(error.is_object(), || format!("an error is {}", brief(error)))?;
        reply.require(error.get("code").is_some(), || "an error has no code".to_owned())?;
        reply.require(error["message"].is_string(), || {
            "an error has no message that is a string".to_owned()
        })
    })
}
