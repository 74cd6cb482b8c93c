use super::{Kind, require_no};
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::jsonrpc::for_all;
use crate::probes::WHOLE_RUN;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "transport-stdio.stdout-pure",
    requirements: &["STDIO-STDOUT-ONLY-MCP", "STDIO-STDOUT-PURE"],
    summary: "standard output holds nothing but messages",
    severity: Severity::High,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: "Write logs, banners and traces to standard error, and nothing but messages to standard output.",
    classes: &[],
    examples: &[
        passes(
            r#"one | ok
two | {"jsonrpc":"2.0","method":"notifications/message"} | ok"#,
        ),
        // An escaped lone surrogate is JSON (RFC 8259, section 8.2), and a target may echo one.
        passes(r#"one | {"jsonrpc":"2.0","id":1,"result":{"text":"\ud800"}} | ok"#),
        fails(
            "one | line server ready | ok",
            "a line of standard output is no message",
        ),
        fails(
            r#"one | line {"level":"info"} | ok"#,
            "a line of standard output is no message",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    for_all(seen, "message", |_, _| true, |_, _| Ok(()))?;
    require_no(seen, Kind::Noise, "a line of standard output is no message")
}
