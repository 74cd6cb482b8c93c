use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::framing::{CONTROL, FRAMING, NEWLINE_ID};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "transport-stdio.escaped-newline",
    requirements: &["STDIO-INPUT-ESCAPED-NEWLINE"],
    summary: "an escaped line break in a string does not end a message",
    severity: Severity::High,
    probe: &FRAMING,
    needs: &[],
    judge,
    remedy: "Split the input at line feeds before anything in it is unescaped.",
    classes: &["CWE-93"],
    examples: &[
        passes(
            r#"control | ok
            id-newline | id "a\nb" | ok"#,
        ),
        fails(
            r#"control | ok
            id-newline | id "a\nb" | error -32700"#,
            "answered error -32700 to a request with an escaped line break in its id",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(CONTROL)?;
    let reply = seen.reply(NEWLINE_ID)?;
    reply.answered()?;
    reply.require(reply.is_served(), || {
        format!(
            "answered {} to a request with an escaped line break in its id",
            reply.describe()
        )
    })
}
