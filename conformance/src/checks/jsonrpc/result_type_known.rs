use super::{for_all, modern_era};
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::jsonrpc::Message;
use crate::probes::WHOLE_RUN;
use crate::transcript::{Reply, Transcript};

pub static CHECK: Check = Check {
    id: "jsonrpc.result-type-known",
    requirements: &["JSONRPC-RESULTTYPE-KNOWN"],
    summary: "results are of a kind that the client knows",
    severity: Severity::Medium,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: r#"Send only "complete" and "input_required", and the values of extensions that both sides declared."#,
    classes: &[],
    examples: &[
        passes(
            r#"one | sent "io.modelcontextprotocol/protocolVersion" | 200 | {"jsonrpc":"2.0","id":1,"result":{"resultType":"complete"}}"#,
        ),
        fails(
            r#"one | sent "io.modelcontextprotocol/protocolVersion" | 200 | {"jsonrpc":"2.0","id":1,"result":{"resultType":"partial"}}"#,
            r#"a result has the resultType "partial""#,
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let is_modern = modern_era(seen);
    let is_typed = |reply: &Reply<'_>, message: &Message| is_modern(reply) && kind(message).is_some();
    for_all(seen, "resultType", is_typed, |reply, message| {
        let kind = kind(message).unwrap_or_default();
        let known = matches!(kind, "complete" | "input_required");
        reply.require(known, || {
            format!("a result has the resultType {kind:?}, which no client of ours declared")
        })
    })
}

fn kind(message: &Message) -> Option<&str> {
    message.member("result")?.get("resultType")?.as_str()
}
