use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::authorization::is_bad_token;
use crate::probes::tokens::{GOOD, NO_TOKEN, TOKENS, summary};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.status-codes",
    requirements: &["AUTH-STATUS-CODES"],
    summary: "refusals have the status that their kind asks for",
    severity: Severity::Medium,
    probe: &TOKENS,
    needs: &[],
    judge,
    remedy: "Answer a missing or bad token with 401, never with 200, a redirect, 404 or a 5xx.",
    classes: &["CWE-755"],
    examples: &[
        passes("good-token | 200 | ok\nexpired-hour | 401"),
        fails(
            "good-token | 200 | ok\nexpired-hour | 200 | error -32001",
            "answered 200 with error -32001",
        ),
        fails("good-token | 200 | ok\nexpired-hour | 500", "answered 500"),
        fails("good-token | 200 | ok\nexpired-hour | 403", "answered 403"),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(GOOD)?;
    let refused = |label: &str| label == NO_TOKEN || is_bad_token(label);
    let replies = seen.all_exchanges().filter(|reply| {
        refused(reply.label) && !reply.is_served() && reply.status() != 0 && !reply.is_busy()
    });
    let replies: Vec<_> = replies.collect();
    let says = |reply: &crate::transcript::Reply<'_>| {
        format!("answered {} to {}", reply.describe(), summary(reply.label))
    };
    for reply in &replies {
        reply.require(matches!(reply.status(), 400 | 401 | 403), || says(reply))?;
    }
    for reply in &replies {
        // A rejected token is 401 by the text, yet common libraries answer 403.
        reply.advise(reply.status() != 403, || says(reply))?;
    }
    if replies.is_empty() {
        Err(Verdict::inconclusive("no token was refused"))
    } else {
        Ok(())
    }
}
