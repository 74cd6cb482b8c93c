use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::sessions::{ENDED_DELETE, LIFE};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "session.terminated-delete",
    requirements: &["SESSION-TERMINATED-404-DELETE"],
    summary: "a second DELETE of a session gets 404",
    severity: Severity::Low,
    probe: &LIFE,
    needs: &[],
    judge,
    remedy: "Answer 404 to DELETE with a session id that is not open.",
    classes: &[],
    examples: &[
        passes("owner | 200 | ok\ndelete | 204 | no id\ndelete-after-delete | 404 | no id"),
        fails(
            "owner | 200 | ok\ndelete | 204 | no id\ndelete-after-delete | 204 | no id",
            "answered 204 to DELETE in an ended session",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    super::ended(seen)?;
    super::gone(&seen.reply(ENDED_DELETE)?, "DELETE")
}
