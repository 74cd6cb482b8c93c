use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::lifecycle::{INCOMPLETE, INITIALIZE, LIFECYCLE};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "lifecycle.missing-params",
    requirements: &["LIFE-INIT-MISSING-PARAMS"],
    summary: "an initialize without its params does not succeed",
    severity: Severity::Low,
    probe: &LIFECYCLE,
    needs: &[],
    judge,
    remedy: "Refuse an initialize that lacks protocolVersion, capabilities or clientInfo with -32602.",
    classes: &[],
    examples: &[
        passes(
            "initialize | 200 | ok\nmissing-version | 200 | error -32602\nmissing-capabilities | 400\nmissing-client-info | 400\nmissing-params | 400",
        ),
        fails(
            "initialize | 200 | ok\nmissing-version | 200 | ok",
            "an initialize without protocolVersion succeeded",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(INITIALIZE)?;
    for (label, member) in INCOMPLETE {
        let reply = seen.reply(label)?;
        let missing = if member.is_empty() { "params" } else { member };
        reply.require(!reply.is_served(), || {
            format!("an initialize without {missing} succeeded")
        })?;
    }
    Ok(())
}
