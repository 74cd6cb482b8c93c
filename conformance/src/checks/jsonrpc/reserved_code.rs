use super::resource_code_retired::no_code;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::jsonrpc::UNSUPPORTED_VERSION;
use crate::probes::WHOLE_RUN;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "jsonrpc.reserved-code",
    requirements: &["JSONRPC-ERR-RESERVED-UNDEFINED"],
    summary: "codes that the specification keeps for itself are sent only where it defines them",
    severity: Severity::Low,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: "Choose application codes outside of -32768 to -32000.",
    classes: &[],
    examples: &[
        passes(
            r#"one | 200 | ok
two | sent "io.modelcontextprotocol/protocolVersion" | 200 | error -32022"#,
        ),
        fails(
            r#"one | 200 | ok
two | sent "io.modelcontextprotocol/protocolVersion" | 200 | error -32050"#,
            "an error has the code -32050",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    // -32042 has a check of its own.
    no_code(seen, |code| {
        (-32099..UNSUPPORTED_VERSION).contains(&code) && code != -32042
    })
}
