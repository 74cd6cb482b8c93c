use crate::check::{Check, Judgement, Severity, Verdict, advise, fails, passes};
use crate::probes::stdio::{CONTROL, OUTPUT_ENDED, STREAMS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "transport-stdio.exit-on-end-of-input",
    requirements: &["STDIO-EXIT-ON-EOF", "STDIO-EOF-EXIT"],
    summary: "the server ends when its input does",
    severity: Severity::Low,
    probe: &STREAMS,
    needs: &[],
    judge,
    remedy: "End the process when standard input ends.",
    classes: &["CWE-772"],
    examples: &[
        passes("control | ok\nnote: output-ended yes"),
        fails(
            "control | ok\nnote: output-ended no",
            "goes on after the end of its input",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(CONTROL)?;
    match seen.note(OUTPUT_ENDED) {
        Some("yes") => Ok(()),
        Some(_) => advise(false, || "goes on after the end of its input".to_owned()),
        None => Err(Verdict::inconclusive(
            "the conversation ended before its input was closed",
        )),
    }
}
