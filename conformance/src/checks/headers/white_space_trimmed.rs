use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::headers::{AGREEING, METHOD_PADDED, MIRRORED};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "headers.white-space-trimmed",
    requirements: &["HDR-OWS-TRIMMED"],
    summary: "white space around a header value is not part of it",
    severity: Severity::Low,
    probe: &MIRRORED,
    needs: &[],
    judge,
    remedy: "Trim spaces and tabs around a header value before it is compared.",
    classes: &[],
    examples: &[
        passes("agreeing | 200 | ok\nmethod-padded | 200 | ok"),
        fails(
            "agreeing | 200 | ok\nmethod-padded | 400",
            "answered 400 to white space around Mcp-Method",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(AGREEING)?;
    let reply = seen.reply(METHOD_PADDED)?;
    reply.require(reply.is_served(), || {
        format!("answered {} to white space around Mcp-Method", reply.describe())
    })
}
