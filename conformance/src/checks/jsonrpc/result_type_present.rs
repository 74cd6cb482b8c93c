use super::{brief, for_all, modern_era};
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::jsonrpc::Message;
use crate::probes::WHOLE_RUN;
use crate::transcript::{Reply, Transcript};
use serde_json::Value;

pub static CHECK: Check = Check {
    id: "jsonrpc.result-type-present",
    requirements: &["JSONRPC-RESULT-RESULTTYPE"],
    summary: "every result says what kind it is",
    severity: Severity::Medium,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: r#"Add `"resultType": "complete"` to every complete result of a modern request."#,
    classes: &[],
    examples: &[
        passes(
            r#"one | sent "io.modelcontextprotocol/protocolVersion" | 200 | {"jsonrpc":"2.0","id":1,"result":{"resultType":"complete"}}"#,
        ),
        fails(
            r#"one | sent "io.modelcontextprotocol/protocolVersion" | 200 | ok"#,
            "a result has no resultType",
        ),
        fails(
            r#"one | sent "io.modelcontextprotocol/protocolVersion" | 200 | {"jsonrpc":"2.0","id":1,"result":{"resultType":1}}"#,
            "a result has the resultType 1",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let is_modern = modern_era(seen);
    let is_result = |reply: &Reply<'_>, message: &Message| is_modern(reply) && is_success(reply, message);
    for_all(seen, "result of a modern request", is_result, |reply, message| {
        let kind = message
            .member("result")
            .and_then(|result| result.get("resultType"));
        reply.require(kind.is_some_and(Value::is_string), || match kind {
            Some(kind) => format!("a result has the resultType {}", brief(kind)),
            None => "a result has no resultType".to_owned(),
        })
    })
}

fn is_success(reply: &Reply<'_>, message: &Message) -> bool {
    reply.id.is_some() && message.member("result").is_some() && message.member("error").is_none()
}
