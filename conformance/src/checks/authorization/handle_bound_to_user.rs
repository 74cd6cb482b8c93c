use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::absent;
use crate::probes::handles::{FIRST_USES, HANDLES, SECOND_CLAIMS, SECOND_TAKES, SECOND_USES};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.handle-bound-to-user",
    requirements: &["AUTH-HANDLE-BOUND-TO-USER"],
    summary: "whose a handle is follows from the token and not from a name in the arguments",
    severity: Severity::Critical,
    probe: &HANDLES,
    needs: &[],
    judge,
    remedy: "Take the user from the verified token; an argument that names one is what a client says of itself.",
    classes: &["CWE-639", "CWE-290", "MCP07:2025"],
    examples: &[
        passes(
            "first-uses-own-handle | 200 | ok\nsecond-uses-own-handle | 200 | ok\nsecond-uses-first-users-handle | 400 | error -32602\nsecond-uses-handle-and-name-of-first | 400 | error -32602",
        ),
        fails(
            "first-uses-own-handle | 200 | ok\nsecond-uses-own-handle | 200 | ok\nsecond-uses-first-users-handle | 400 | error -32602\nsecond-uses-handle-and-name-of-first | 200 | ok",
            "served another user's handle to whoever gives that user's name",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    super::works_with_own(seen, FIRST_USES)?;
    super::works_with_own(seen, SECOND_USES)?;
    if seen.reply(SECOND_TAKES)?.is_done() {
        return Err(Verdict::inconclusive(
            "another user's handle is served without that user's name as well",
        ));
    }
    if seen.exchange(SECOND_CLAIMS).is_err() {
        return Err(absent(seen, "the declared tool takes no name of a user"));
    }
    let claimed = seen.reply(SECOND_CLAIMS)?;
    claimed.require(!claimed.is_done(), || {
        "served another user's handle to whoever gives that user's name".to_owned()
    })?;
    if claimed.is_refused() || claimed.is_served() {
        Ok(())
    } else {
        Err(Verdict::inconclusive(format!(
            "the call with another user's name got {}",
            claimed.describe()
        )))
    }
}
