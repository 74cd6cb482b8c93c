use super::for_all;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::WHOLE_RUN;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "jsonrpc.result-xor-error",
    requirements: &["JSONRPC-RESP-XOR", "JSONRPC-RESULT-XOR-ERROR"],
    summary: "a response has either a result or an error",
    severity: Severity::Medium,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: "Send exactly one of `result` and `error`; leave the other member out instead of sending null.",
    classes: &[],
    examples: &[
        passes("one | 200 | ok\ntwo | 200 | error -32601"),
        fails(
            r#"one | 200 | ok
two | 200 | {"jsonrpc":"2.0","id":1,"result":null,"error":{"code":-32601,"message":"no"}}"#,
            "both a result and an error",
        ),
        fails(
            r#"one | 200 | ok
two | 200 | {"jsonrpc":"2.0","id":1}"#,
            "neither a result nor an error",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    for_all(
        seen,
        "response",
        |_, message| message.is_response(),
        |reply, message| {
            let both = match (message.member("result"), message.member("error")) {
                (Some(_), Some(_)) => "both a result and an error",
                (None, None) => "neither a result nor an error",
                _ => return Ok(()),
            };
            reply.require(false, || format!("a response has {both}"))
        },
    )
}
