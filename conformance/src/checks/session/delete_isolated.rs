use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::sessions::{LIFE, SECOND, SECOND_LATER};
use crate::transcript::Transcript;

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
        fails(
            "owner | 200 | ok\nsecond-session | 200 | ok\ndelete | 200 | no id\nsecond-session-later | 404",
            "another session was gone (404) after the DELETE of the first",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    super::ended(seen)?;
    seen.control(SECOND)?;
    let later = seen.reply(SECOND_LATER)?;
    later.require(!matches!(later.status(), 400 | 404), || {
        format!(
            "another session was gone ({}) after the DELETE of the first",
            later.describe()
        )
    })?;
    seen.control(SECOND_LATER)
}
