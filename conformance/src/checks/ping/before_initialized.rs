use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::lifecycle::{EARLY_PINGS, INITIALIZE, LIFECYCLE};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "ping.before-initialized",
    requirements: &["PING-BEFORE-INITIALIZED"],
    summary: "a ping is answered while the handshake is still open",
    severity: Severity::Low,
    probe: &LIFECYCLE,
    needs: &[],
    judge,
    remedy: "Let ping through at any time, also before notifications/initialized.",
    classes: &[],
    examples: &[
        passes("initialize | 200 | ok\nping-before-initialized | 200 | ok\nping | 200 | ok"),
        fails(
            "initialize | 200 | ok\nping-before-initialized | 200 | error -32600\nping | 200 | ok",
            "answered 200 with error -32600 to a ping before the handshake was complete",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(INITIALIZE)?;
    seen.control("ping")?;
    for label in EARLY_PINGS {
        let Some(reply) = seen.exchanges(label).next() else {
            continue;
        };
        let says = || {
            format!(
                "answered {} to a ping before the handshake was complete",
                reply.describe()
            )
        };
        // Late is not never: a busy machine starts a process slowly.
        reply.answered()?;
        reply.require(reply.is_served(), says)?;
    }
    seen.reply("ping-before-initialized").map(|_| ())
}
