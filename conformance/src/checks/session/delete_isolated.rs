use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::sessions::{END_AGAIN, LIFE, SECOND, SECOND_LATER, THIRD, THIRD_LATER};
use crate::transcript::{Reply, Transcript};

pub static CHECK: Check = Check {
    id: "session.delete-isolated",
    requirements: &["SESSION-DELETE-ISOLATED"],
    summary: "ending one session leaves the others alone",
    severity: Severity::High,
    probe: &LIFE,
    needs: &[],
    judge,
    remedy: "Let DELETE remove the one session that its MCP-Session-Id header names.",
    classes: &["CWE-404"],
    examples: &[
        passes(
            "owner | 200 | ok\nsecond-session | 200 | ok\ndelete | 200 | no id\nsecond-session-later | 200 | ok",
        ),
        passes(
            r"owner | 200 | ok
            second-session | 200 | ok
            delete | 200 | no id
            second-session-later | 404
            third-session | 200 | ok
            delete-again | 200 | no id
            third-session-later | 200 | ok",
        ),
        fails(
            r"owner | 200 | ok
            second-session | 200 | ok
            delete | 200 | no id
            second-session-later | 404
            third-session | 200 | ok
            delete-again | 200 | no id
            third-session-later | 404",
            "another session was gone (404) after the DELETE of the first, and again with two others",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    super::ended(seen)?;
    seen.control(SECOND)?;
    let later = seen.reply(SECOND_LATER)?;
    if !is_gone(&later) {
        return seen.control(SECOND_LATER);
    }
    seen.control(THIRD)?;
    if !seen.reply(END_AGAIN)?.is_served() {
        return Err(Verdict::inconclusive(
            "another session was gone after the DELETE of the first, and a second DELETE was refused",
        ));
    }
    let third = seen.reply(THIRD_LATER)?;
    third.require(!is_gone(&third), || {
        format!(
            "another session was gone ({}) after the DELETE of the first, and again with two others",
            third.describe()
        )
    })?;
    seen.control(THIRD_LATER)
}

fn is_gone(later: &Reply<'_>) -> bool {
    matches!(later.status(), 400 | 404)
}
