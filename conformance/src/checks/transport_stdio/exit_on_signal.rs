use crate::check::{Check, Judgement, Severity, Verdict, advise, fails, passes};
use crate::probes::lifecycle::{INITIALIZE, LIFECYCLE, TERMINATED};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "transport-stdio.exit-on-signal",
    requirements: &["STDIO-EXIT-ON-SIGTERM"],
    summary: "the server ends when it gets the signal TERM",
    severity: Severity::Low,
    probe: &LIFECYCLE,
    needs: &[],
    judge,
    remedy: "Leave the signal TERM its default effect, or end the process where it is handled.",
    classes: &["CWE-772"],
    examples: &[
        passes("in: 2025-11-25 stdio\ninitialize | ok\nnote: terminated yes"),
        fails(
            "in: 2025-11-25 stdio\ninitialize | ok\nnote: terminated no",
            "goes on after the signal TERM",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(INITIALIZE)?;
    match seen.note(TERMINATED) {
        Some("yes") => Ok(()),
        Some(_) => advise(false, || "goes on after the signal TERM".to_owned()),
        None => Err(Verdict::inconclusive(
            "the conversation ended before the signal was sent",
        )),
    }
}
