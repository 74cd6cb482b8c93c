use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::sessions::{ENDED_POST, LIFE};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "session.terminated-post",
    requirements: &["SESSION-TERMINATED-404-POST"],
    summary: "requests in an ended session get 404",
    severity: Severity::Medium,
    probe: &LIFE,
    needs: &[],
    judge,
    remedy: "Answer 404 to every request that names a session which is not open: it is how a client learns to begin anew.",
    classes: &["CWE-613"],
    examples: &[
        passes("owner | 200 | ok\ndelete | 200 | no id\npost-after-delete | 404\npost-after-delete | 404"),
        fails(
            "owner | 200 | ok\ndelete | 200 | no id\npost-after-delete | 404\npost-after-delete | 400 | error -32000",
            "answered 400 with error -32000 to a request in an ended session",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    super::ended(seen)?;
    seen.reply(ENDED_POST)?;
    seen.exchanges(ENDED_POST)
        .try_for_each(|reply| super::gone(&reply, "a request"))
}
