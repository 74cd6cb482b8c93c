use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::sessions::{ENDED_GET, LIFE, OPEN_GET};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "session.terminated-get",
    requirements: &["SESSION-TERMINATED-404-GET"],
    summary: "GET in an ended session gets 404",
    severity: Severity::Medium,
    probe: &LIFE,
    needs: &[],
    judge,
    remedy: "Answer 404 to GET with a session id that is not open, and open no stream.",
    classes: &["CWE-613"],
    examples: &[
        passes("owner | 200 | ok\nget | 200 | no id\ndelete | 200 | no id\nget-after-delete | 404 | no id"),
        fails(
            "owner | 200 | ok\nget | 200 | no id\ndelete | 200 | no id\nget-after-delete | 200 | no id",
            "answered 200 to GET in an ended session",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    super::ended(seen)?;
    if seen.reply(OPEN_GET)?.status() == 405 {
        return Err(Verdict::not_applicable("the target offers no stream by GET"));
    }
    super::gone(&seen.reply(ENDED_GET)?, "GET")
}
