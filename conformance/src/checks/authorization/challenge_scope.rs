use crate::challenge::bearer;
use crate::check::{Check, Judgement, Need, Severity, Verdict, fails, passes};
use crate::checks::authorization::requires_scopes;
use crate::probes::tokens::{GOOD, NO_TOKEN, TOKENS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.challenge-scope",
    requirements: &["AUTH-CHALLENGE-SCOPE"],
    summary: "the challenge names the scopes that are needed",
    severity: Severity::Low,
    probe: &TOKENS,
    needs: &[Need::ResourceServer],
    judge,
    remedy: "Name the scopes of the refused operation in the `scope` parameter of the challenge.",
    classes: &[],
    examples: &[
        passes("good-token | 200 | ok\nno-token | 401 | WWW-Authenticate: Bearer scope=\"mcp:tools\""),
        fails(
            "good-token | 200 | ok\nno-token | 401 | WWW-Authenticate: Bearer realm=\"x\"",
            "the challenge names no scope",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    requires_scopes(seen)?;
    seen.control(GOOD)?;
    let reply = seen.reply(NO_TOKEN)?;
    let challenge = bearer(&reply)
        .ok_or_else(|| Verdict::not_applicable("a request without a token got no Bearer challenge"))?;
    let named = challenge
        .parameter("scope")
        .is_some_and(|scope| !scope.trim().is_empty());
    reply.advise(named, || "the challenge names no scope".to_owned())
}
