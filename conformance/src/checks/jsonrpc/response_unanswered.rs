use super::{describe_stray, is_answered, was_executed};
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::framing::{CONTROL, FRAMING, RESPONSES};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "jsonrpc.response-unanswered",
    requirements: &["JSONRPC-NO-REPLY-TO-RESPONSE", "JSONRPC-CLIENT-RESPONSE-INERT"],
    summary: "a response that nobody asked for gets no response",
    severity: Severity::Low,
    probe: &FRAMING,
    needs: &[],
    judge,
    remedy: "Drop responses whose id belongs to no request of the server; over HTTP answer 202 or a 4xx status.",
    classes: &[],
    examples: &[
        passes("control | 200 | ok\nresponse-result | no id | 202\nresponse-error | no id | 400"),
        fails(
            r#"in: 2025-11-25 stdio
control | ok
response-result | no id | {"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"no"}} | nothing-due"#,
            "answered error -32600 to a response",
        ),
        fails(
            r#"in: 2026-07-28 stdio
control | ok
response-result | no id | {"jsonrpc":"2.0","id":null,"result":{}} | nothing-due"#,
            "answered a result to a response",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(CONTROL)?;
    for (label, member) in RESPONSES {
        let reply = seen.reply(label)?;
        let says = || format!("answered {} to a response with {member}", describe_stray(&reply));
        if seen.head.cell.revision.is_modern() {
            reply.advise(!was_executed(seen, &reply), says)?;
        } else {
            reply.require(!is_answered(seen, &reply), says)?;
        }
    }
    Ok(())
}
