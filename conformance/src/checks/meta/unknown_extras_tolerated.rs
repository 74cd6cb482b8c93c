use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::versioning::{METADATA, SERVED, UNKNOWN_EXTRAS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "meta.unknown-extras-tolerated",
    requirements: &["META-UNKNOWN-CAPABILITIES-OK"],
    summary: "unknown capabilities and keys are tolerated",
    severity: Severity::Low,
    probe: &METADATA,
    needs: &[],
    judge,
    remedy: "Ignore client capabilities and `_meta` keys that are not known.",
    classes: &[],
    examples: &[
        passes("served | 200 | ok\nunknown-extras | 200 | ok"),
        fails(
            "served | 200 | ok\nunknown-extras | 400 | error -32602",
            "answered 400 with error -32602 to unknown capabilities and keys",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(SERVED)?;
    let reply = seen.reply(UNKNOWN_EXTRAS)?;
    let says = || format!("answered {} to unknown capabilities and keys", reply.describe());
    reply.require(reply.is_served(), says)
}
