use super::{Kind, require_no};
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::jsonrpc::for_all;
use crate::probes::WHOLE_RUN;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "transport-stdio.no-embedded-newline",
    requirements: &["STDIO-NO-EMBEDDED-NEWLINE"],
    summary: "a message is one line",
    severity: Severity::High,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: "Serialise each message without line breaks, and escape those inside strings.",
    classes: &[],
    examples: &[
        passes(r#"one | {"jsonrpc":"2.0","id":1,"result":{"text":"a\nb"}}"#),
        fails(
            r#"one | ok
two | id 2 | line { | line "jsonrpc":"2.0","id":2,"result":{}} | timed-out"#,
            "a message is spread over several lines",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    for_all(seen, "message", |_, _| true, |_, _| Ok(()))?;
    require_no(seen, Kind::Spread, "a message is spread over several lines")
}
