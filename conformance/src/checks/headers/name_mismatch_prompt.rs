use crate::check::{Check, Judgement, Need, Severity, fails, passes};
use crate::checks::{absent, refused};
use crate::probes::headers::{NAMED, NAMES};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "headers.name-mismatch-prompt",
    requirements: &["HDR-NAME-MISMATCH-PROMPT"],
    summary: "a request whose Mcp-Name names another prompt is refused",
    severity: Severity::High,
    probe: &NAMES,
    needs: &[Need::Prompts],
    judge,
    remedy: "Compare the mirrored header with the body before the request is dispatched; answer 400 and -32020 where they differ or the header is missing.",
    classes: &["CWE-436"],
    examples: &[
        passes("agreeing-prompt | 200 | ok\nprompt-other | 400 | error -32020"),
        fails(
            "agreeing-prompt | 200 | ok\nprompt-other | 200 | ok",
            "answered 200 with a result to a request for a prompt whose Mcp-Name names another",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let (kind, agreeing, _, other) = NAMED[1];
    if seen.exchanges(agreeing).next().is_none() {
        return Err(absent(seen, "no prompt is known that may be asked for"));
    }
    seen.control(agreeing)?;
    refused(
        &seen.reply(other)?,
        &format!("a request for {kind} whose Mcp-Name names another"),
    )
}
