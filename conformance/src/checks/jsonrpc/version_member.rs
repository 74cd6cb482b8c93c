use super::{brief, for_all};
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::jsonrpc::Message;
use crate::probes::WHOLE_RUN;
use crate::transcript::{Reply, Transcript};
use serde_json::Value;

pub static CHECK: Check = Check {
    id: "jsonrpc.version-member",
    requirements: &["JSONRPC-VERSION-MEMBER", "JSONRPC-VERSION-FIELD"],
    summary: "every message names JSON-RPC 2.0",
    severity: Severity::Medium,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: r#"Send `"jsonrpc": "2.0"` in every response, error and notification."#,
    classes: &[],
    examples: &[
        passes(
            r#"one | 200 | ok
refused | 401 | {"error":"invalid_token"}"#,
        ),
        fails(
            r#"one | 200 | ok
two | 200 | {"jsonrpc":"1.0","id":1,"result":{}}"#,
            r#"a message says jsonrpc "1.0""#,
        ),
        fails(
            r#"one | 200 | ok
two | 404 | {"id":1,"error":{"code":-32601,"message":"no"}}"#,
            "a message has no jsonrpc member",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let is_message = |_: &Reply<'_>, message: &Message| message.value.as_ref().is_some_and(Value::is_object);
    for_all(seen, "message", is_message, |reply, message| {
        let version = message.member("jsonrpc");
        reply.require(version == Some(&Value::from("2.0")), || match version {
            Some(version) => format!("a message says jsonrpc {}", brief(version)),
            None => "a message has no jsonrpc member".to_owned(),
        })
    })
}
