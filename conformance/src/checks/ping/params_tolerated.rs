use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::lifecycle::{AROUND_PINGS, LIFECYCLE, PINGS_WITH_PARAMS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "ping.params-tolerated",
    requirements: &["PING-PARAMS-TOLERATED"],
    summary: "a ping may have params",
    severity: Severity::Low,
    probe: &LIFECYCLE,
    needs: &[],
    judge,
    remedy: "Accept ping with empty params and with `_meta`.",
    classes: &[],
    examples: &[
        passes(
            "around-pings | 200 | ok\nping | 200 | ok\nping-empty-params | 200 | ok\nping-meta | 200 | ok",
        ),
        fails(
            "around-pings | 200 | ok\nping | 200 | ok\nping-empty-params | 200 | ok\nping-meta | 200 | error -32602",
            "answered 200 with error -32602 to a ping with params",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(AROUND_PINGS)?;
    seen.control("ping")?;
    for label in PINGS_WITH_PARAMS {
        let reply = seen.reply(label)?;
        reply.require(reply.is_served(), || {
            format!("answered {} to a ping with params", reply.describe())
        })?;
    }
    Ok(())
}
