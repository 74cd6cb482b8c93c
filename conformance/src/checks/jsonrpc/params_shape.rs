use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::jsonrpc::{HEADER_MISMATCH, INVALID_PARAMS, INVALID_REQUEST};
use crate::probes::framing::{FRAMING, PARAMS, SAFE};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "jsonrpc.params-shape",
    requirements: &["JSONRPC-PARAMS-SHAPE"],
    summary: "parameters that are no object are refused",
    severity: Severity::Low,
    probe: &FRAMING,
    needs: &[],
    judge,
    remedy: "Answer a request whose `params` is no object with -32602.",
    classes: &["CWE-20"],
    examples: &[
        passes(
            "safe | 200 | ok\nparams-array | 400 | error -32602\nparams-string | 400\nparams-number | 400 | error -32600",
        ),
        fails(
            "safe | 200 | ok\nparams-array | 200 | ok",
            "answered 200 with a result to a request whose params is an array",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(SAFE)?;
    for (label, _, what) in PARAMS {
        let reply = seen.reply(label)?;
        reply.advise(!reply.is_served(), || {
            format!(
                "answered {} to a request whose params is {what}",
                reply.describe()
            )
        })?;
        let named = [INVALID_PARAMS, INVALID_REQUEST, HEADER_MISMATCH].map(Some);
        if !named.contains(&reply.error_code()) && reply.status() != 400 {
            let why = format!("a request whose params is {what} got {}", reply.describe());
            return Err(Verdict::inconclusive(why));
        }
    }
    Ok(())
}
