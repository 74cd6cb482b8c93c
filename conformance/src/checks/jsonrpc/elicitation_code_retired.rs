use super::resource_code_retired::no_code;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::WHOLE_RUN;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "jsonrpc.elicitation-code-retired",
    requirements: &["JSONRPC-ERR-NO-32042"],
    summary: "the retired code -32042 is not sent in the modern era",
    severity: Severity::Low,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: "Ask for input with an `input_required` result instead of an error.",
    classes: &[],
    examples: &[
        passes(
            r#"one | 200 | ok
two | sent "io.modelcontextprotocol/protocolVersion" | 200 | error -32602"#,
        ),
        fails(
            r#"one | 200 | ok
two | sent "io.modelcontextprotocol/protocolVersion" | 200 | error -32042"#,
            "an error has the code -32042",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    no_code(seen, |code| code == -32042)
}
