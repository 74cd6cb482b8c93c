use crate::check::{Check, Judgement, Need, Severity, fails, passes};
use crate::probes::versioning::{BEFORE_HANDSHAKE, FIRST_HANDSHAKE, HANDSHAKE};
use crate::transcript::{End, Transcript};

pub static CHECK: Check = Check {
    id: "transport-stdio.handshake-answered",
    requirements: &["STDIO-LEGACY-INIT-ANSWERED"],
    summary: "a server that speaks modern revisions only answers a handshake with an error, and goes on",
    severity: Severity::Medium,
    probe: &HANDSHAKE,
    needs: &[Need::ModernOnly],
    judge,
    remedy: "Answer `initialize` with a JSON-RPC error that names the versions that are spoken.",
    classes: &[],
    examples: &[
        passes("in: 2026-07-28 stdio\nfirst-handshake | error -32602\nbefore-handshake | ok"),
        fails(
            "in: 2026-07-28 stdio\nfirst-handshake | closed\nbefore-handshake | ok",
            "a handshake as the first message ended the process",
        ),
        fails(
            "in: 2026-07-28 stdio\nfirst-handshake | timed-out\nbefore-handshake | ok",
            "a handshake as the first message was met with silence",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(BEFORE_HANDSHAKE)?;
    let reply = seen.exchange(FIRST_HANDSHAKE)?;
    let answered = reply.response().is_some();
    reply.require(answered || reply.end != Some(End::Closed), || {
        "a handshake as the first message ended the process".to_owned()
    })?;
    reply.advise(answered || reply.end != Some(End::TimedOut), || {
        "a handshake as the first message was met with silence".to_owned()
    })?;
    reply.answered()
}
