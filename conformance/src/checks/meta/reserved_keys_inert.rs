use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::jsonrpc::INVALID_PARAMS;
use crate::probes::versioning::{METADATA, RESERVED_KEYS, SERVED};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "meta.reserved-keys-inert",
    requirements: &["META-RESERVED-NO-ASSUMPTIONS"],
    summary: "reserved keys that mean nothing on a request change nothing",
    severity: Severity::Medium,
    probe: &METADATA,
    needs: &[],
    judge,
    remedy: "Ignore reserved `_meta` keys that are not defined for requests, or refuse them with -32602.",
    classes: &[],
    examples: &[
        passes(
            "served | 200 | ok\nreserved-subscription-id | 200 | ok\nreserved-server-info | 400 | error -32602",
        ),
        fails(
            "served | 200 | ok\nreserved-subscription-id | 500",
            "answered 500 to a request with io.modelcontextprotocol/subscriptionId",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(SERVED)?;
    for (label, key) in RESERVED_KEYS {
        let reply = seen.reply(label)?;
        let held = reply.is_served() || reply.error_code() == Some(INVALID_PARAMS);
        reply.require(held, || {
            format!("answered {} to a request with {key}", reply.describe())
        })?;
    }
    Ok(())
}
