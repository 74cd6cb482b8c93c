use super::code_of;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::absent;
use crate::jsonrpc::INVALID_PARAMS;
use crate::probes::framing::{BAD_PARAMS, CONTROL, FRAMING};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "jsonrpc.invalid-params",
    requirements: &["JSONRPC-INVALID-PARAMS"],
    summary: "a request without a parameter that it needs is refused",
    severity: Severity::Medium,
    probe: &FRAMING,
    needs: &[],
    judge,
    remedy: "Check params before the method runs, and answer -32602.",
    classes: &[],
    examples: &[
        passes("control | 200 | ok\nbad-params | 200 | error -32602"),
        fails(
            "control | 200 | ok\nbad-params | 200 | ok",
            "answered 200 with a result to a request without a parameter",
        ),
        fails(
            "control | 200 | ok\nbad-params | 200 | error -32603",
            "answered 200 with error -32603",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(CONTROL)?;
    if seen.exchanges(BAD_PARAMS).next().is_none() {
        return Err(absent(
            seen,
            "the target declares no method with parameters that it needs",
        ));
    }
    let reply = seen.reply(BAD_PARAMS)?;
    let says = || {
        format!(
            "answered {} to a request without a parameter that it needs",
            reply.describe()
        )
    };
    reply.require(!reply.is_done(), says)?;
    let refused = code_of(&reply) == Some(INVALID_PARAMS) || (400..500).contains(&reply.status());
    reply.advise(refused, says)
}
