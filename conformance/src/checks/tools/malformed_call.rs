use crate::check::{Check, Judgement, Need, Severity, fails, passes};
use crate::checks::refused;
use crate::probes::features::{MALFORMED_CALL, TOOLS, WORK};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "tools.malformed-call",
    requirements: &["TOOLS-MALFORMED-CALL"],
    summary: "a tools/call without a name, or whose arguments are no object, gets a JSON-RPC error",
    severity: Severity::Medium,
    probe: &TOOLS,
    needs: &[Need::Work],
    judge,
    remedy: "Check the shape of tools/call before any tool runs, and answer -32602.",
    classes: &["CWE-20"],
    examples: &[
        passes(
            "work | 200 | ok\nmalformed-call | 400 | error -32602\nmalformed-call | 200 | error -32600\nwork | 200 | ok",
        ),
        fails(
            "work | 200 | ok\nmalformed-call | 200 | ok",
            "answered 200 with a result to a malformed tools/call",
        ),
        fails(
            r#"work | 200 | ok
            malformed-call | 200 | {"id":1,"result":{"isError":true,"content":[]}}"#,
            "a malformed tools/call got a result with isError",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(WORK)?;
    seen.reply(MALFORMED_CALL)?;
    for reply in seen.exchanges(MALFORMED_CALL) {
        reply.answered()?;
        if reply.is_served() && !reply.is_done() {
            reply.advise(false, || {
                "a malformed tools/call got a result with isError".to_owned()
            })?;
        }
        // An error is what is due, whatever its code.
        if reply.error().is_none() {
            refused(&reply, "a malformed tools/call")?;
        }
    }
    Ok(())
}
