use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::workers::{END, ENDED, OTHER_OWN, WORKERS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "session.ended-on-every-worker",
    requirements: &["SESSION-TERMINATED-404-POST"],
    summary: "a session that was ended at one worker is ended at all",
    severity: Severity::High,
    probe: &WORKERS,
    needs: &[],
    judge,
    remedy: "End the session in the store that the workers share, and keep no copy of it in a worker.",
    classes: &["CWE-613"],
    examples: &[
        passes(
            "owner-at-other-worker | 200 | ok\ndelete | 200 | no id\nended-session-at-other-worker | 404\nother-at-other-worker | 200 | ok",
        ),
        fails(
            "owner-at-other-worker | 200 | ok\ndelete | 200 | no id\nended-session-at-other-worker | 200 | ok\nother-at-other-worker | 200 | ok",
            "answered 200 with a result to a request at another worker in an ended session",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(OTHER_OWN)?;
    super::shared_by_workers(seen)?;
    if !seen.exchanges(END).any(|reply| reply.is_served()) {
        return Err(Verdict::not_applicable(
            "the target does not let clients end sessions",
        ));
    }
    seen.reply(ENDED)?;
    seen.exchanges(ENDED)
        .try_for_each(|reply| super::gone(&reply, "a request at another worker"))
}
