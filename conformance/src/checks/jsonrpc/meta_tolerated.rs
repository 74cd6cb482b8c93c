use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::framing::{CONTROL, FRAMING, META, SAFE};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "jsonrpc.meta-tolerated",
    requirements: &["JSONRPC-META-TOLERATED"],
    summary: "unknown keys in _meta change nothing",
    severity: Severity::Medium,
    probe: &FRAMING,
    needs: &[],
    judge,
    remedy: "Let `_meta` hold any keys, and ignore those that mean nothing to the server.",
    classes: &[],
    examples: &[
        passes("control | 200 | ok\nsafe | 200 | ok\nmeta-safe | 200 | ok\nmeta-work | 200 | ok"),
        fails(
            "control | 200 | ok\nsafe | 200 | ok\nmeta-safe | 200 | ok\nmeta-work | 200 | error -32602",
            "answered 200 with error -32602 to a request with an unknown key",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(CONTROL)?;
    seen.control(SAFE)?;
    for label in META {
        let reply = seen.reply(label)?;
        reply.require(reply.is_served(), || {
            format!(
                "answered {} to a request with an unknown key in _meta",
                reply.describe()
            )
        })?;
    }
    Ok(())
}
