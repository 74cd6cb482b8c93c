use crate::challenge::bearer;
use crate::check::{Check, Judgement, Need, Severity, Verdict, fails, passes};
use crate::checks::authorization::is_bad_token;
use crate::probes::tokens::{GOOD, TOKENS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.invalid-token-code",
    requirements: &["AUTH-INVALID-TOKEN-CODE"],
    summary: "the challenge for a bad token says invalid_token",
    severity: Severity::Low,
    probe: &TOKENS,
    needs: &[Need::ResourceServer],
    judge,
    remedy: "Add `error=\"invalid_token\"` to the challenge where a token was refused, so that clients get a new one.",
    classes: &[],
    examples: &[
        passes(
            "good-token | 200 | ok\nexpired-hour | 401 | WWW-Authenticate: Bearer error=\"invalid_token\"",
        ),
        fails(
            "good-token | 200 | ok\nexpired-hour | 401 | WWW-Authenticate: Bearer realm=\"x\"",
            "the challenge gives no error",
        ),
        fails(
            "good-token | 200 | ok\nexpired-hour | 401 | WWW-Authenticate: Bearer error=\"invalid_request\"",
            "the challenge gives the error \"invalid_request\"",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(GOOD)?;
    let mut looked = false;
    for reply in seen
        .all_exchanges()
        .filter(|reply| reply.status() == 401 && is_bad_token(reply.label))
    {
        let Some(challenge) = bearer(&reply) else { continue };
        let error = challenge.parameter("error");
        let given = error.map_or_else(|| "no error".to_owned(), |error| format!("the error {error:?}"));
        reply.advise(error == Some("invalid_token"), || {
            format!("the challenge gives {given} for a token that was refused")
        })?;
        looked = true;
    }
    if looked {
        Ok(())
    } else {
        Err(Verdict::not_applicable(
            "no bad token got a 401 with a Bearer challenge",
        ))
    }
}
