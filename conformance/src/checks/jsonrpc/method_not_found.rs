use super::code_of;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::jsonrpc::METHOD_NOT_FOUND;
use crate::probes::framing::{CONTROL, FRAMING, UNKNOWN_METHOD};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "jsonrpc.method-not-found",
    requirements: &["JSONRPC-METHOD-NOT-FOUND"],
    summary: "an unknown method is answered with -32601",
    severity: Severity::Medium,
    probe: &FRAMING,
    needs: &[],
    judge,
    remedy: "Answer requests for methods that are not implemented with the error -32601.",
    classes: &[],
    examples: &[
        passes("control | 200 | ok\nunknown-method | 404 | error -32601"),
        fails(
            "control | 200 | ok\nunknown-method | 200 | ok",
            "answered 200 with a result to an unknown method",
        ),
        fails(
            "control | 200 | ok\nunknown-method | 200 | error -32600",
            "answered 200 with error -32600 to an unknown method",
        ),
        fails(
            "in: 2026-07-28 stdio\ncontrol | ok\nunknown-method | error -32603",
            "answered error -32603 to an unknown method",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(CONTROL)?;
    let reply = seen.reply(UNKNOWN_METHOD)?;
    let says = || format!("answered {} to an unknown method", reply.describe());
    reply.require(!reply.is_served(), says)?;
    let coded = code_of(&reply) == Some(METHOD_NOT_FOUND);
    if seen.head.cell.revision.is_modern() {
        reply.require(coded, says)
    } else {
        reply.advise(coded, says)
    }
}
