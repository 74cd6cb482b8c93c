use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::stdio::{CONTROL, SAFE, SPLIT, STREAMS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "transport-stdio.reframing",
    requirements: &["STDIO-INPUT-REFRAMING"],
    summary: "messages are told apart by newlines, however they arrive",
    severity: Severity::High,
    probe: &STREAMS,
    needs: &[],
    judge,
    remedy: "Collect input until a newline comes, and keep what follows it for the next message.",
    classes: &[],
    examples: &[
        passes(
            r#"control | ok
safe | id 9 | ok
split-first | id 2 | ok
split-rest | id "é" | ok"#,
        ),
        fails(
            r#"control | ok
safe | id 9 | ok
split-first | id 2 | ok
split-rest | id "é" | error -32700"#,
            "answered error -32700 to a request that arrived in two pieces",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(CONTROL)?;
    seen.control(SAFE)?;
    for label in SPLIT {
        seen.exchange(label)?;
        // Both were sent again where one got no answer in time.
        let Some(reply) = seen.exchanges(label).last() else {
            continue;
        };
        let says = || {
            format!(
                "answered {} to a request that arrived in two pieces",
                reply.describe()
            )
        };
        reply.require(reply.is_served(), says)?;
    }
    Ok(())
}
