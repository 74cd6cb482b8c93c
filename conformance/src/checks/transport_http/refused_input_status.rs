use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::http::{BAD_INPUT, CLEAN, ENDPOINT};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "transport-http.refused-input-status",
    requirements: &["HTTP-INPUT-REFUSED-STATUS", "HTTP-NOTIFICATION-REFUSED-STATUS"],
    summary: "a notification or response that is not accepted gets an error status",
    severity: Severity::Medium,
    probe: &ENDPOINT,
    needs: &[],
    judge,
    remedy: "Answer a notification or response that cannot be accepted with 400, not with a success status.",
    classes: &[],
    examples: &[
        passes("clean | 200 | ok\nnotification-bad-params | no id | 400"),
        fails(
            "clean | 200 | ok\nnotification-bad-params | no id | 200 | error -32602",
            r#"answered 200 with error -32602 to "notification-bad-params""#,
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(CLEAN)?;
    seen.exchange(BAD_INPUT[0])?;
    for reply in BAD_INPUT.iter().flat_map(|label| seen.exchanges(label)) {
        reply.answered()?;
        let says = || format!("answered {} to \"{}\"", reply.describe(), reply.label);
        let status = reply.status();
        reply.require(status == 202 || (400..600).contains(&status), says)?;
        reply.advise(status < 500, says)?;
    }
    Ok(())
}
