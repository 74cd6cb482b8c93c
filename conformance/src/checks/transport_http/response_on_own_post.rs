use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::http_sse::TOGETHER_OVER_HTTP;
use crate::probes::stdio::{CONTROL, SAFE, TOGETHER, TOGETHER_SAFE, TOGETHER_UNKNOWN};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "transport-http.response-on-own-post",
    requirements: &["HTTP-SSE-RESPONSE-OWN-STREAM"],
    summary: "of several requests at once, each is answered where it was posted",
    severity: Severity::High,
    probe: &TOGETHER_OVER_HTTP,
    needs: &[],
    judge,
    remedy: "Write a response to the answer of the POST that carried its request, and nowhere else.",
    classes: &["CWE-362"],
    examples: &[
        passes(
            r#"control | 200 | ok
safe | id 9 | 200 | ok
together-unknown | id 2 | 200 | error -32601
together-tools | id 3 | 200 | {"jsonrpc":"2.0","id":3,"result":{"tools":[]}}"#,
        ),
        fails(
            r#"control | 200 | ok
safe | id 9 | 200 | ok
together-unknown | id 2 | 200 | error -32601
together-tools | id 3 | 200 | {"jsonrpc":"2.0","id":4,"result":{"prompts":[]}}
together-prompts | id 4 | 200 | {"jsonrpc":"2.0","id":4,"result":{"prompts":[]}}"#,
            "a response came where another request was posted",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(CONTROL)?;
    seen.control(SAFE)?;
    seen.exchange(TOGETHER_UNKNOWN)?;
    let listed = TOGETHER.iter().map(|(label, ..)| *label);
    let labels: Vec<_> = listed.chain([TOGETHER_UNKNOWN, TOGETHER_SAFE]).collect();
    let posted: Vec<_> = labels.iter().flat_map(|label| seen.exchanges(label)).collect();
    for reply in &posted {
        let others = posted.iter().filter(|other| other.exchange != reply.exchange);
        let strays = others.filter_map(|other| other.id.as_ref()).any(|id| {
            let mut messages = reply.messages().iter();
            messages.any(|message| message.is_response() && message.answers(id))
        });
        reply.advise(!strays, || {
            "a response came where another request was posted".to_owned()
        })?;
        reply.answered()?;
    }
    Ok(())
}
