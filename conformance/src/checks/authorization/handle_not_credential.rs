use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::handles::seen::are_apart;
use crate::probes::handles::{FIRST_USES, HANDLES, NOBODY_TAKES, SECOND_INVENTS, SECOND_TAKES, SECOND_USES};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.handle-not-credential",
    requirements: &["AUTH-HANDLE-NOT-CREDENTIAL"],
    summary: "knowing a handle gives nobody what belongs to another user",
    severity: Severity::Critical,
    probe: &HANDLES,
    needs: &[],
    judge,
    remedy: "Look up what a handle stands for by the subject of the token together with the handle, never by the handle alone.",
    classes: &["CWE-639", "CWE-862", "MCP07:2025"],
    examples: &[
        passes(
            "first-uses-own-handle | 200 | ok\nsecond-uses-own-handle | 200 | ok\nsecond-uses-first-users-handle | 400 | error -32602\nnobody-uses-first-users-handle | 401",
        ),
        passes(
            r#"first-uses-own-handle | 200 | ok
second-uses-own-handle | 200 | ok
second-uses-first-users-handle | 200 | {"id":1,"result":{"isError":true,"content":[]}}
nobody-uses-first-users-handle | 401"#,
        ),
        fails(
            "first-uses-own-handle | 200 | ok\nsecond-uses-own-handle | 200 | ok\nsecond-uses-first-users-handle | 200 | ok\nsecond-uses-invented-handle | 400 | error -32602\nnobody-uses-first-users-handle | 401",
            "served a call with another user's handle",
        ),
        fails(
            "first-uses-own-handle | 200 | ok\nsecond-uses-own-handle | 200 | ok\nsecond-uses-first-users-handle | 404\nsecond-uses-invented-handle | 404\nnobody-uses-first-users-handle | 200 | ok",
            "served a call with a user's handle and no token",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    super::works_with_own(seen, FIRST_USES)?;
    super::works_with_own(seen, SECOND_USES)?;
    let (nobody, second) = (seen.reply(NOBODY_TAKES)?, seen.reply(SECOND_TAKES)?);
    if nobody.is_done() || second.is_done() {
        are_apart(seen)?;
        if seen.reply(SECOND_INVENTS)?.is_done() {
            return Err(Verdict::inconclusive(
                "a handle that nobody was given is served just so",
            ));
        }
    }
    nobody.require(!nobody.is_done(), || {
        "served a call with a user's handle and no token".to_owned()
    })?;
    // That a handle is looked up together with its user is advice; that a token is needed is not.
    second.advise(!second.is_done(), || {
        "served a call with another user's handle".to_owned()
    })?;
    for reply in [nobody, second] {
        if !reply.is_refused() && !reply.is_served() {
            return Err(Verdict::inconclusive(format!(
                "\"{}\" got {}",
                reply.label,
                reply.describe()
            )));
        }
    }
    Ok(())
}
