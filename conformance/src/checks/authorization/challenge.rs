use crate::challenge::{Challenge, challenges};
use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::tokens::{GOOD, TOKENS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.challenge",
    requirements: &["AUTH-401-CHALLENGE"],
    summary: "every 401 carries a Bearer challenge",
    severity: Severity::Medium,
    probe: &TOKENS,
    needs: &[],
    judge,
    remedy: "Send `WWW-Authenticate: Bearer …` with every 401: it is how a client learns where to get a token.",
    classes: &[],
    examples: &[
        passes("good-token | 200 | ok\nno-token | 401 | WWW-Authenticate: Bearer scope=\"mcp:tools\""),
        fails(
            "good-token | 200 | ok\nno-token | 401",
            "answered 401 without a Bearer challenge",
        ),
        fails(
            "in: 2026-07-28 streamable-http\ngood-token | 200 | ok\nno-token | 401 | WWW-Authenticate: Basic realm=\"x\"",
            "answered 401 without a Bearer challenge",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(GOOD)?;
    let modern = seen.head.cell.revision.is_modern();
    let mut looked = false;
    for reply in seen.all_exchanges().filter(|reply| reply.status() == 401) {
        // One that cannot be read is the matter of authorization.challenge-syntax.
        let held = challenges(&reply).map_or(true, |found| found.iter().any(Challenge::is_bearer));
        let says = || "answered 401 without a Bearer challenge".to_owned();
        // 2025-11-25 finds the metadata without it, and so only recommends it.
        if modern {
            reply.require(held, says)?;
        } else {
            reply.advise(held, says)?;
        }
        looked = true;
    }
    if looked {
        Ok(())
    } else {
        Err(Verdict::not_applicable("nothing was answered with 401"))
    }
}
