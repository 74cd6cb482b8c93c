use super::{for_all, no_second_response};
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::jsonrpc::Message;
use crate::probes::WHOLE_RUN;
use crate::transcript::{Reply, Transcript};

pub static CHECK: Check = Check {
    id: "jsonrpc.single-response",
    requirements: &["JSONRPC-SINGLE-RESPONSE"],
    summary: "a request gets one response, not several",
    severity: Severity::Medium,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: "Send either the result or the error of a request, once, and nothing for it afterwards.",
    classes: &[],
    examples: &[
        passes(r#"one | 200 | event {"jsonrpc":"2.0","id":1,"result":{}}"#),
        passes("in: 2025-11-25 stdio\none | ok\none | ok"),
        fails(
            r#"one | 200 | event {"jsonrpc":"2.0","id":1,"result":{}} | event {"jsonrpc":"2.0","id":1,"error":{"code":-32603,"message":"no"}}"#,
            "answered a second time",
        ),
        fails(
            r#"in: 2025-11-25 stdio
one | ok
two | id 2 | {"jsonrpc":"2.0","id":1,"result":{}} | ok"#,
            "answered a second time",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let is_response = |reply: &Reply<'_>, message: &Message| reply.id.is_some() && message.is_response();
    for_all(seen, "response", is_response, |_, _| Ok(()))?;
    no_second_response(seen)
}
