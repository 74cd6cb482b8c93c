use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::refused;
use crate::probes::workers::{ELSEWHERE, OTHER, OTHER_OWN, WORKERS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "session.bound-on-every-worker",
    requirements: &["SESSION-BIND-PRINCIPAL-POST"],
    summary: "a session is its user's at every worker of a deployment",
    severity: Severity::Critical,
    probe: &WORKERS,
    needs: &[],
    judge,
    remedy: "Keep the user with the session in the store that the workers share, and compare it wherever a request arrives.",
    classes: &["CWE-639", "MCP07:2025"],
    examples: &[
        passes(
            "owner | 200 | ok\nother-at-other-worker | 200 | ok\nowner-at-other-worker | 200 | ok\nother-in-session-at-other-worker | 404\nowner-at-other-worker | 200 | ok",
        ),
        fails(
            "owner | 200 | ok\nother-at-other-worker | 200 | ok\nowner-at-other-worker | 200 | ok\nother-in-session-at-other-worker | 200 | ok\nowner-at-other-worker | 200 | ok",
            "answered 200 with a result to another user's request in the session, at another worker",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(OTHER_OWN)?;
    super::shared_by_workers(seen)?;
    seen.control(ELSEWHERE)?;
    seen.reply(OTHER)?;
    seen.exchanges(OTHER)
        .try_for_each(|reply| refused(&reply, "another user's request in the session, at another worker"))
}
