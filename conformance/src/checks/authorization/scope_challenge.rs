use crate::challenge::bearer;
use crate::check::{Check, Judgement, Need, Severity, Verdict, fails, passes};
use crate::checks::authorization::requires_scopes;
use crate::probes::tokens::{GOOD, TOKENS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.scope-challenge",
    requirements: &["AUTH-403-CHALLENGE-PARAMS"],
    summary: "the challenge for a missing scope names the scope and the metadata",
    severity: Severity::Low,
    probe: &TOKENS,
    needs: &[Need::ResourceServer],
    judge,
    remedy: "Add `scope` and `resource_metadata` to the challenge of an insufficient_scope refusal.",
    classes: &[],
    examples: &[
        passes(
            "good-token | 200 | ok\nscope-missing | 403 | WWW-Authenticate: Bearer error=\"insufficient_scope\", scope=\"a\", resource_metadata=\"http://127.0.0.1/x\"",
        ),
        fails(
            "good-token | 200 | ok\nscope-missing | 403 | WWW-Authenticate: Bearer error=\"insufficient_scope\"",
            "the challenge for a missing scope has no scope",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    requires_scopes(seen)?;
    seen.control(GOOD)?;
    let none = || Verdict::not_applicable("no token was refused with 403 and insufficient_scope");
    let reply = seen
        .exchanges("scope-missing")
        .next()
        .filter(|reply| reply.status() == 403)
        .ok_or_else(none)?;
    let challenge = bearer(&reply)
        .filter(|found| found.parameter("error") == Some("insufficient_scope"))
        .ok_or_else(none)?;
    for name in ["scope", "resource_metadata"] {
        let given = challenge
            .parameter(name)
            .is_some_and(|value| !value.trim().is_empty());
        reply.advise(given, || {
            format!("the challenge for a missing scope has no {name}")
        })?;
    }
    Ok(())
}
