use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::jsonrpc::INVALID_PARAMS;
use crate::probes::versioning::{CAPABILITIES_MISSING, METADATA, SERVED};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "meta.capabilities-required",
    requirements: &["META-CLIENT-CAPABILITIES-REQUIRED"],
    summary: "a request without client capabilities is refused",
    severity: Severity::Medium,
    probe: &METADATA,
    needs: &[],
    judge,
    remedy: "Check `_meta` of every request before it is dispatched, and answer -32602 where a required member is missing.",
    classes: &[],
    examples: &[
        passes("served | 200 | ok\ncapabilities-missing | 400 | error -32602"),
        fails(
            "served | 200 | ok\ncapabilities-missing | 200 | ok",
            "answered 200 with a result to a request without client capabilities",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(SERVED)?;
    let reply = seen.reply(CAPABILITIES_MISSING)?;
    let held = reply.error_code() == Some(INVALID_PARAMS);
    reply.require(held, || {
        format!(
            "answered {} to a request without client capabilities",
            reply.describe()
        )
    })
}
