use serde_json::Value;

use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::jsonrpc::brief;
use crate::probes::crossed::{CALL, CROSSED_CALLS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "jsonrpc.server-request-id-valid",
    requirements: &["JSONRPC-SERVER-REQ-ID-VALID"],
    summary: "the requests that the server sends have a string or an integer as their id",
    severity: Severity::Medium,
    probe: &CROSSED_CALLS,
    needs: &[],
    judge,
    remedy: "Give every request of the server a string or an integer as its id.",
    classes: &[],
    examples: &[
        passes(r#"call | 200 | event {"id":"s1","method":"roots/list"} | event {"id":1,"result":{}}"#),
        fails(
            r#"call | 200 | event {"id":1.5,"method":"roots/list"} | event {"id":1,"result":{}}"#,
            "a request of the server has the id 1.5",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let call = seen.exchange(CALL)?;
    let mut requests = call
        .messages()
        .iter()
        .filter(|message| message.is_request())
        .peekable();
    if requests.peek().is_none() {
        return Err(Verdict::inconclusive("the server asked its client nothing"));
    }
    for id in requests.filter_map(|message| message.member("id")) {
        let is_valid = match id {
            Value::String(_) => true,
            Value::Number(number) => number.is_i64() || number.is_u64(),
            _ => false,
        };
        call.require(is_valid, || {
            format!("a request of the server has the id {}", brief(id))
        })?;
    }
    Ok(())
}
