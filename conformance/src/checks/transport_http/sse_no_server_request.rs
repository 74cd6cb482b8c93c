use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::absent;
use crate::probes::WHOLE_RUN;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "transport-http.sse-no-server-request",
    requirements: &["HTTP-SSE-NO-SERVER-REQUEST"],
    summary: "no request of the server's own comes on a stream",
    severity: Severity::Medium,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: "Ask the client for input with an `input_required` result instead of a request of your own.",
    classes: &[],
    examples: &[
        passes(r#"a | 200 | event {"jsonrpc":"2.0","id":1,"result":{}}"#),
        fails(
            r#"a | 200 | event {"jsonrpc":"2.0","id":9,"method":"roots/list"}"#,
            r#"the server sent a request: "roots/list""#,
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let mut streamed = false;
    for reply in seen.all_exchanges().filter(|reply| !reply.events.is_empty()) {
        for message in reply.messages() {
            let method = message.method().unwrap_or_default();
            reply.require(!message.is_request(), || {
                format!("the server sent a request: {method:?}")
            })?;
            streamed |= message.value.is_some();
        }
    }
    if streamed {
        Ok(())
    } else {
        Err(absent(seen, "no event stream carried a message"))
    }
}
