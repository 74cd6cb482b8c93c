use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::jsonrpc::survived;
use crate::probes::framing::{HARMFUL, MALFORMED};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "transport-stdio.bad-line-survived",
    requirements: &["STDIO-BAD-LINE-SURVIVES", "STDIO-SURVIVES-BAD-LINE"],
    summary: "a line that cannot be read does not end the server",
    severity: Severity::High,
    probe: &MALFORMED,
    needs: &[],
    judge,
    remedy: "Catch the errors of each line where it is read, and go on with the next.",
    classes: &["CWE-248"],
    examples: &[
        passes(
            "before-not-json | ok\nnot-json | no id | nothing-due\nafter-not-json | ok\nbefore-truncated | ok\ntruncated | no id | nothing-due\nafter-truncated | ok\nbefore-invalid-utf8 | ok\ninvalid-utf8 | no id | nothing-due\nafter-invalid-utf8 | ok",
        ),
        fails(
            "before-not-json | ok\nnot-json | no id | closed\nafter-not-json | closed",
            "after text that is not JSON the target answers no more: closed",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let lines = HARMFUL.iter().filter(|(label, _)| *label != "deep-nesting");
    lines
        .clone()
        .try_for_each(|(label, what)| survived(seen, label, what))
}
