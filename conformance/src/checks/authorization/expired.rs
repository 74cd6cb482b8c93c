use crate::check::{Check, Judgement, Need, Severity, fails, passes};
use crate::checks::authorization::unless_open;
use crate::probes::tokens::{GOOD, TOKENS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.expired",
    requirements: &["AUTH-EXPIRED-401"],
    summary: "an expired token is answered with 401",
    severity: Severity::High,
    probe: &TOKENS,
    needs: &[Need::ResourceServer],
    judge,
    remedy: "Refuse a token once its `exp` has passed by more than the clock leeway, with 401.",
    classes: &["CWE-613", "MCP07:2025"],
    examples: &[
        passes("good-token | 200 | ok\nexpired-hour | 401"),
        fails(
            "good-token | 200 | ok\nexpired-hour | 200 | ok",
            "answered 200 with a result to an expired token",
        ),
        fails("good-token | 200 | ok\nexpired-hour | 403", "answered 403"),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(GOOD)?;
    let reply = seen.reply("expired-hour")?;
    let says = || format!("answered {} to an expired token", reply.describe());
    // Refused with 403 it is at least refused.
    unless_open(seen, reply.require(matches!(reply.status(), 401 | 403), says))?;
    reply.advise(reply.status() == 401, says)
}
