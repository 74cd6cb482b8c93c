use super::{Kind, lines};
use crate::check::{Check, Finding, Judgement, Severity, Verdict, fails, passes};
use crate::probes::stdio::{CONTROL, ERRORS, STREAMS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "transport-stdio.error-path-clean",
    requirements: &["STDIO-ERROR-PATH-CLEAN"],
    summary: "errors and the end of the input leave no stray text on standard output",
    severity: Severity::Medium,
    probe: &STREAMS,
    needs: &[],
    judge,
    remedy: "Send traces to standard error, also those of errors that nobody caught.",
    classes: &[],
    examples: &[
        passes(
            "one | line ready | ok\ncontrol | ok\nerror-unknown-method | id 2 | error -32601\nafter-errors | id 3 | ok",
        ),
        fails(
            "control | ok\nerror-unknown-method | id 2 | error -32601 | line Traceback\nafter-errors | id 3 | ok",
            "wrote stray text to standard output after an error",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(CONTROL)?;
    let first = seen.exchange(ERRORS[0])?.exchange;
    let stray = lines(seen)
        .into_iter()
        .find(|line| line.exchange >= first && line.kind == Kind::Noise);
    let Some(stray) = stray else {
        return seen.control("after-errors");
    };
    let says = "wrote stray text to standard output after an error".to_owned();
    Err(Verdict::Fail(Finding {
        says,
        evidence: vec![stray.exchange],
    }))
}
