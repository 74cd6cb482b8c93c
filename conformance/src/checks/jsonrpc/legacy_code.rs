use super::resource_code_retired::no_code;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::WHOLE_RUN;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "jsonrpc.legacy-code",
    requirements: &["JSONRPC-ERR-LEGACY-RANGE"],
    summary: "codes from -32019 to -32000 are not sent in the modern era",
    severity: Severity::Low,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: "Use the codes that the specification defines, or application codes outside of -32768 to -32000.",
    classes: &[],
    examples: &[
        passes(
            r#"one | 200 | ok
two | sent "io.modelcontextprotocol/protocolVersion" | 200 | error -32602"#,
        ),
        fails(
            r#"one | 200 | ok
two | sent "io.modelcontextprotocol/protocolVersion" | 400 | error -32000"#,
            "an error has the code -32000",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    // -32002 has a check of its own.
    no_code(seen, |code| (-32019..=-32000).contains(&code) && code != -32002)
}
