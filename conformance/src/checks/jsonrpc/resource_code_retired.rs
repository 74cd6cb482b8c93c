use super::{for_all, modern_era};
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::jsonrpc::Message;
use crate::probes::WHOLE_RUN;
use crate::transcript::{Reply, Transcript};

pub static CHECK: Check = Check {
    id: "jsonrpc.resource-code-retired",
    requirements: &["JSONRPC-ERR-NO-32002"],
    summary: "the retired code -32002 is not sent in the modern era",
    severity: Severity::Low,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: "Answer a request for a missing resource with -32602.",
    classes: &[],
    examples: &[
        passes(
            r#"one | 200 | ok
missing-resource | sent "io.modelcontextprotocol/protocolVersion" | 200 | error -32602"#,
        ),
        fails(
            r#"one | 200 | ok
missing-resource | sent "io.modelcontextprotocol/protocolVersion" | 200 | error -32002"#,
            "an error has the code -32002",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    no_code(seen, |code| code == -32002)
}

/// Holds that no error answering a modern request has a code that `ruled_out` picks.
pub(super) fn no_code(seen: &Transcript, ruled_out: fn(i64) -> bool) -> Judgement {
    let is_modern = modern_era(seen);
    let is_error = |reply: &Reply<'_>, message: &Message| is_modern(reply) && code(message).is_some();
    for_all(seen, "error in the modern era", is_error, |reply, message| {
        let code = code(message).unwrap_or_default();
        reply.require(!ruled_out(code), || format!("an error has the code {code}"))
    })
}

fn code(message: &Message) -> Option<i64> {
    message.member("error")?.get("code")?.as_i64()
}
