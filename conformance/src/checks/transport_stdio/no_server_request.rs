use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::jsonrpc;
use crate::probes::WHOLE_RUN;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "transport-stdio.no-server-request",
    requirements: &["STDIO-NO-SERVER-REQUEST"],
    summary: "a modern server writes no requests to standard output",
    severity: Severity::High,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: "Ask for input with an `input_required` result; the modern era has no requests from server to client.",
    classes: &[],
    examples: &[
        passes("one | ok"),
        fails(
            r#"one | line {"jsonrpc":"2.0","id":"s","method":"roots/list"} | ok"#,
            r#"the server sent a request of its own: "roots/list""#,
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    jsonrpc::no_server_request(seen)
}
