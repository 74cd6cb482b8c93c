use super::{brief, for_all};
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::jsonrpc::Message;
use crate::probes::WHOLE_RUN;
use crate::transcript::{Reply, Transcript};
use serde_json::Value;

pub static CHECK: Check = Check {
    id: "jsonrpc.error-code-integer",
    requirements: &["JSONRPC-ERROR-CODE-INTEGER", "JSONRPC-ERROR-SHAPE"],
    summary: "error codes are integers",
    severity: Severity::Low,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: "Send the code as a JSON number without a fraction.",
    classes: &[],
    examples: &[
        passes("one | 200 | ok\ntwo | 200 | error -32601"),
        fails(
            r#"one | 200 | ok
two | 200 | {"jsonrpc":"2.0","id":1,"error":{"code":"-32601","message":"no"}}"#,
            r#"an error has the code "-32601""#,
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let is_coded = |_: &Reply<'_>, message: &Message| code(message).is_some();
    for_all(seen, "error code", is_coded, |reply, message| {
        let code = code(message).unwrap_or(&Value::Null);
        let integer = code.as_f64().is_some_and(|number| number.fract() == 0.0);
        reply.require(integer, || format!("an error has the code {}", brief(code)))
    })
}

fn code(message: &Message) -> Option<&Value> {
    message.member("error")?.get("code")
}
