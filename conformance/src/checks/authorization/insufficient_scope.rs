use crate::challenge::{Challenge, challenges};
use crate::check::{Check, Judgement, Need, Severity, Verdict, fails, passes};
use crate::checks::authorization::requires_scopes;
use crate::probes::tokens::{GOOD, TOKENS, summary};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.insufficient-scope",
    requirements: &["AUTH-403-INSUFFICIENT-SCOPE"],
    summary: "a missing scope is answered with 403 and insufficient_scope",
    severity: Severity::Low,
    probe: &TOKENS,
    needs: &[Need::ResourceServer],
    judge,
    remedy: "Answer a good token that lacks a scope with 403 and `error=\"insufficient_scope\"`, so that clients ask for it.",
    classes: &[],
    examples: &[
        passes(
            "good-token | 200 | ok\nscope-missing | 403 | WWW-Authenticate: Bearer error=\"insufficient_scope\"",
        ),
        fails(
            "good-token | 200 | ok\nscope-missing | 401",
            "answered 401 to a token with this fault: grants no scope",
        ),
        fails(
            "good-token | 200 | ok\nscope-missing | 403",
            "without the error insufficient_scope",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    requires_scopes(seen)?;
    seen.control(GOOD)?;
    let mut looked = false;
    for label in ["scope-missing", "scope-wrong"] {
        let Some(reply) = seen.exchanges(label).next().filter(|reply| !reply.is_served()) else {
            continue;
        };
        reply.answered()?;
        let says = || format!("answered {} to {}", reply.describe(), summary(label));
        reply.advise(reply.status() == 403, says)?;
        // One that cannot be read is the matter of authorization.challenge-syntax.
        let says_so = |found: &Challenge| found.parameter("error") == Some("insufficient_scope");
        let named = challenges(&reply).map_or(true, |found| found.iter().any(says_so));
        reply.advise(named, || {
            format!("{}, without the error insufficient_scope", says())
        })?;
        looked = true;
    }
    if looked {
        Ok(())
    } else {
        Err(Verdict::not_applicable("no token was refused for its scope"))
    }
}
