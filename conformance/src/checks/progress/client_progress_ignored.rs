use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::answered_on;
use crate::checks::jsonrpc::is_answered;
use crate::probes::logging::{ALIVE, PROGRESS, STRAY_PROGRESS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "progress.client-progress-ignored",
    requirements: &["PROG-CLIENT-PROGRESS-IGNORED"],
    summary: "progress of the client's for an unknown token does no harm",
    severity: Severity::Low,
    probe: &PROGRESS,
    needs: &[],
    judge,
    remedy: "Drop progress notifications whose token is not known or whose form is wrong; a notification is never answered.",
    classes: &["CWE-20"],
    examples: &[
        passes("alive | 200 | ok\nstray-progress | no id | 202\nalive | 200 | ok"),
        fails(
            "alive | 200 | ok\nstray-progress | no id | 200 | {\"jsonrpc\":\"2.0\",\"id\":null,\"result\":{}}\nalive | 200 | ok",
            "progress for an unknown token was answered with a response",
        ),
        fails(
            "alive | 200 | ok\nstray-progress | no id | 202\nalive | unreachable",
            "after progress for an unknown token the target answers no more: unreachable",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let stray = [(STRAY_PROGRESS, "progress for an unknown token")];
    answered_on(seen, ALIVE, &stray)?;
    seen.control(ALIVE)?;
    seen.exchange(STRAY_PROGRESS)?;
    for reply in seen.exchanges(STRAY_PROGRESS) {
        reply.advise(!is_answered(seen, &reply), || {
            "progress for an unknown token was answered with a response".to_owned()
        })?;
    }
    Ok(())
}
