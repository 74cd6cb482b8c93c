use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::framing::{CONTROL, EXTRA, FRAMING, SAFE};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "jsonrpc.unknown-members-tolerated",
    requirements: &["JSONRPC-UNKNOWN-FIELDS-TOLERATED"],
    summary: "unknown members of params are ignored",
    severity: Severity::Low,
    probe: &FRAMING,
    needs: &[],
    judge,
    remedy: "Ignore members of params that the server does not know, so that later revisions can add some.",
    classes: &[],
    examples: &[
        passes("control | 200 | ok\nsafe | 200 | ok\nextra-safe | 200 | ok\nextra-work | 200 | ok"),
        fails(
            "control | 200 | ok\nsafe | 200 | ok\nextra-safe | 400 | error -32602",
            "answered 400 with error -32602 to a request with an unknown member",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(CONTROL)?;
    seen.control(SAFE)?;
    for label in EXTRA {
        let reply = seen.reply(label)?;
        reply.advise(reply.is_served(), || {
            format!(
                "answered {} to a request with an unknown member",
                reply.describe()
            )
        })?;
    }
    Ok(())
}
