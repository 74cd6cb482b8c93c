use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::jsonrpc;
use crate::probes::WHOLE_RUN;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "jsonrpc.no-server-request",
    requirements: &["JSONRPC-NO-SERVER-REQUEST"],
    summary: "the server sends no requests of its own in the modern era",
    severity: Severity::High,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: "Ask for input with an `input_required` result; the modern era has no requests from server to client.",
    classes: &[],
    examples: &[
        passes(
            r#"one | 200 | event {"jsonrpc":"2.0","method":"notifications/message","params":{}} | event {"jsonrpc":"2.0","id":1,"result":{}}"#,
        ),
        fails(
            r#"one | 200 | event {"jsonrpc":"2.0","id":"s-1","method":"roots/list"} | event {"jsonrpc":"2.0","id":1,"result":{}}"#,
            r#"the server sent a request of its own: "roots/list""#,
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    jsonrpc::no_server_request(seen)
}
