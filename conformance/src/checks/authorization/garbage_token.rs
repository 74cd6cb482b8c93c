use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::authorization::unless_open;
use crate::probes::tokens::{GOOD, TOKENS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.garbage-token",
    requirements: &["AUTH-STATUS-CODES"],
    summary: "something that is no token is refused, and upsets nothing",
    severity: Severity::High,
    probe: &TOKENS,
    needs: &[],
    judge,
    remedy: "Treat a token that cannot be read like any other bad one: answer 401, and let no exception out.",
    classes: &["CWE-755", "MCP07:2025"],
    examples: &[
        passes("good-token | 200 | ok\ngarbage | 401"),
        fails(
            "good-token | 200 | ok\ngarbage | 500",
            "answered 500 to something that is no token",
        ),
        fails(
            "good-token | 200 | ok\ngarbage | 200 | ok",
            "answered 200 with a result",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(GOOD)?;
    let reply = seen.reply("garbage")?;
    let refused = matches!(reply.status(), 400 | 401 | 403);
    let says = || format!("answered {} to something that is no token", reply.describe());
    unless_open(seen, reply.require(refused, says))
}
