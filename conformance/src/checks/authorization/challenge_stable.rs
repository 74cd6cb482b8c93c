use super::{challenged_scope, requires_scopes};
use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::token_forms::{GOOD, TOKEN_FORMS, UNDERSCOPED};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.challenge-stable",
    requirements: &["AUTH-CHALLENGE-STABLE"],
    summary: "the same call without scope gets the same challenge",
    severity: Severity::Low,
    probe: &TOKEN_FORMS,
    needs: &[],
    judge,
    remedy: "Name the scopes of the operation in the challenge, the same ones each time.",
    classes: &[],
    examples: &[
        passes(
            r#"good-token | 200 | ok
no-token | 401
call-without-scope | 403 | WWW-Authenticate: Bearer error="insufficient_scope", scope="a"
call-without-scope | 403 | WWW-Authenticate: Bearer error="insufficient_scope", scope="a"
"#,
        ),
        fails(
            r#"good-token | 200 | ok
no-token | 401
call-without-scope | 403 | WWW-Authenticate: Bearer error="insufficient_scope", scope="a"
call-without-scope | 403 | WWW-Authenticate: Bearer error="insufficient_scope", scope="b"
"#,
            "the challenge for the same call names other scopes from one time to the next",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    requires_scopes(seen)?;
    seen.control(GOOD)?;
    let mut first = None;
    let mut looked_at = 0;
    for reply in seen.exchanges(UNDERSCOPED) {
        reply.answered()?;
        let Some(scope) = challenged_scope(&reply) else {
            continue;
        };
        looked_at += 1;
        let same = first.get_or_insert_with(|| scope.clone()) == &scope;
        reply.advise(same, || {
            "the challenge for the same call names other scopes from one time to the next".to_owned()
        })?;
    }
    if looked_at < 2 {
        return Err(Verdict::not_applicable("no challenge names a scope"));
    }
    Ok(())
}
