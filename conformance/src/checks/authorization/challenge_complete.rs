use super::{challenged_scope, requires_scopes};
use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::token_forms::{GOOD, TOKEN_FORMS, UNDERSCOPED, UPGRADED};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.challenge-complete",
    requirements: &["AUTH-SINGLE-CHALLENGE"],
    summary: "the scopes that a challenge names are all that the call needs",
    severity: Severity::Low,
    probe: &TOKEN_FORMS,
    needs: &[],
    judge,
    remedy: "Name every scope that the operation needs in one challenge.",
    classes: &[],
    examples: &[
        passes(
            r#"good-token | 200 | ok
no-token | 401
call-without-scope | 403 | WWW-Authenticate: Bearer error="insufficient_scope", scope="a b"
call-with-challenged-scope | 200 | ok"#,
        ),
        fails(
            r#"good-token | 200 | ok
no-token | 401
call-without-scope | 403 | WWW-Authenticate: Bearer error="insufficient_scope", scope="a"
call-with-challenged-scope | 403 | WWW-Authenticate: Bearer error="insufficient_scope", scope="b""#,
            "a token with the scopes of the challenge is challenged for others",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    requires_scopes(seen)?;
    seen.control(GOOD)?;
    let first = seen
        .exchanges(UNDERSCOPED)
        .find_map(|reply| challenged_scope(&reply));
    let Some(first) = first else {
        return Err(Verdict::not_applicable("no challenge names a scope"));
    };
    let reply = seen.reply(UPGRADED)?;
    let other = challenged_scope(&reply).filter(|other| *other != first);
    reply.advise(other.is_none(), || {
        "a token with the scopes of the challenge is challenged for others".to_owned()
    })?;
    if reply.is_served() {
        Ok(())
    } else {
        Err(Verdict::inconclusive(format!(
            "a token with the scopes of the challenge got {}",
            reply.describe()
        )))
    }
}
