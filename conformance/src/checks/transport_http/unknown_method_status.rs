use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::jsonrpc::METHOD_NOT_FOUND;
use crate::probes::http::{CLEAN, ENDPOINT, UNKNOWN_METHOD};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "transport-http.unknown-method-status",
    requirements: &["HTTP-UNKNOWN-METHOD-404"],
    summary: "an unknown method is answered with 404 and -32601",
    severity: Severity::Medium,
    probe: &ENDPOINT,
    needs: &[],
    judge,
    remedy: "Answer a method that is not implemented with status 404 and a JSON-RPC error of code -32601.",
    classes: &[],
    examples: &[
        passes("clean | 200 | ok\nunknown-method | 404 | error -32601"),
        fails(
            "clean | 200 | ok\nunknown-method | 200 | error -32601",
            "answered 200 with error -32601",
        ),
        fails(
            "clean | 200 | ok\nunknown-method | 404",
            "answered 404 to an unknown method",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(CLEAN)?;
    let reply = seen.reply(UNKNOWN_METHOD)?;
    let held = reply.status() == 404 && reply.error_code() == Some(METHOD_NOT_FOUND);
    reply.require(held, || {
        format!("answered {} to an unknown method", reply.describe())
    })
}
