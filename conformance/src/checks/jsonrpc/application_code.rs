use super::resource_code_retired::no_code;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::WHOLE_RUN;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "jsonrpc.application-code",
    requirements: &["JSONRPC-ERR-APP-RANGE"],
    summary: "codes of the application's own lie outside of JSON-RPC's reserved band",
    severity: Severity::Low,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: "Choose application codes outside of -32768 to -32000.",
    classes: &[],
    examples: &[
        passes(
            r#"one | 200 | ok
two | sent "io.modelcontextprotocol/protocolVersion" | 200 | error -32603
three | sent "io.modelcontextprotocol/protocolVersion" | 200 | error 1001"#,
        ),
        fails(
            r#"one | 200 | ok
two | sent "io.modelcontextprotocol/protocolVersion" | 200 | error -32199"#,
            "an error has the code -32199",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    // From -32099 on there are checks of their own.
    no_code(seen, |code| {
        (-32768..-32099).contains(&code) && code != -32700 && !(-32603..=-32600).contains(&code)
    })
}
