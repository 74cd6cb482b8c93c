use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::sessions::{END, LIFE, OWNER};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "session.delete-status",
    requirements: &["SESSION-DELETE-STATUS"],
    summary: "DELETE of a live session is honoured, or refused with 405",
    severity: Severity::Low,
    probe: &LIFE,
    needs: &[],
    judge,
    remedy: "Answer DELETE with a status of success, or with 405 where clients may not end sessions.",
    classes: &[],
    examples: &[
        passes("owner | 200 | ok\ndelete | no id | 204"),
        passes("owner | 200 | ok\ndelete | no id | 405"),
        fails(
            "owner | 200 | ok\ndelete | no id | 500",
            "answered 500 to DELETE of a live session",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(OWNER)?;
    let ended = seen.reply(END)?;
    ended.require(ended.status() < 500, || {
        format!("answered {} to DELETE of a live session", ended.describe())
    })?;
    if ended.is_success() || ended.status() == 405 {
        return Ok(());
    }
    Err(Verdict::inconclusive(format!(
        "DELETE of a session got {}",
        ended.describe()
    )))
}
