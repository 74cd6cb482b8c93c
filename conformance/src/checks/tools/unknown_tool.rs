use super::error_code;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::jsonrpc::INVALID_PARAMS;
use crate::probes::features::{TOOLS, UNKNOWN_TOOL, WORK};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "tools.unknown-tool",
    requirements: &["TOOLS-UNKNOWN-TOOL"],
    summary: "a call of a tool that does not exist gets a JSON-RPC error",
    severity: Severity::Medium,
    probe: &TOOLS,
    needs: &[],
    judge,
    remedy: "Answer -32602 to tools/call with a name that is not in the list.",
    classes: &[],
    examples: &[
        passes("work | 200 | ok\nunknown-tool | 400 | error -32602\nwork | 200 | ok"),
        fails(
            "work | 200 | ok\nunknown-tool | 200 | ok\nwork | 200 | ok",
            "a tool that does not exist was called, with 200 with a result",
        ),
        fails(
            r#"work | 200 | ok
            unknown-tool | 200 | {"id":1,"result":{"isError":true,"content":[]}}"#,
            "a call of a tool that does not exist got a result with isError",
        ),
        fails(
            "work | 200 | ok\nunknown-tool | 200 | error -32603",
            "a call of a tool that does not exist got 200 with error -32603",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(WORK)?;
    let reply = seen.reply(UNKNOWN_TOOL)?;
    reply.require(!reply.is_done(), || {
        format!("a tool that does not exist was called, with {}", reply.describe())
    })?;
    reply.advise(!reply.is_served(), || {
        "a call of a tool that does not exist got a result with isError".to_owned()
    })?;
    let code = error_code(&reply)?;
    reply.advise(code == INVALID_PARAMS, || {
        format!("a call of a tool that does not exist got {}", reply.describe())
    })
}
