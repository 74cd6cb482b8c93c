use super::{Kind, require_no};
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::jsonrpc::for_all;
use crate::probes::WHOLE_RUN;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "transport-stdio.newline-terminated",
    requirements: &["STDIO-NEWLINE-TERMINATED"],
    summary: "every message ends with a newline",
    severity: Severity::High,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: "Write a newline after every message and flush it.",
    classes: &[],
    examples: &[
        passes("one | ok"),
        fails(
            r#"one | ok
two | id 2 | timed-out
three | id 3 | line {"jsonrpc":"2.0","id":2,"result":{}}{"jsonrpc":"2.0","id":3,"result":{}} | timed-out"#,
            "a message does not end with a newline",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    for_all(seen, "message", |_, _| true, |_, _| Ok(()))?;
    require_no(seen, Kind::Joined, "a message does not end with a newline")
}
