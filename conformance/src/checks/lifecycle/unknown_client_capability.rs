use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::lifecycle::{INITIALIZE, LIFECYCLE, UNKNOWN_CAPABILITY};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "lifecycle.unknown-client-capability",
    requirements: &["LIFE-INIT-UNKNOWN-CLIENT-CAPABILITY"],
    summary: "unknown client capabilities do not hinder the handshake",
    severity: Severity::Medium,
    probe: &LIFECYCLE,
    needs: &[],
    judge,
    remedy: "Ignore client capabilities that the server does not know.",
    classes: &[],
    examples: &[
        passes("initialize | 200 | ok\nunknown-capability | 200 | ok"),
        fails(
            "initialize | 200 | ok\nunknown-capability | 200 | error -32602",
            "answered 200 with error -32602 to an initialize with unknown client capabilities",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(INITIALIZE)?;
    let reply = seen.reply(UNKNOWN_CAPABILITY)?;
    let says = || {
        format!(
            "answered {} to an initialize with unknown client capabilities",
            reply.describe()
        )
    };
    reply.require(reply.is_served(), says)
}
