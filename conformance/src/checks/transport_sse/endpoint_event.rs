use url::Url;

use super::is_address;
use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::conversation::STREAM;
use crate::probes::http_sse::CHANNEL;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "transport-sse.endpoint-event",
    requirements: &["SSE-ENDPOINT-EVENT"],
    summary: "a new stream names the address to post to in an event of type endpoint",
    severity: Severity::Medium,
    probe: &CHANNEL,
    needs: &[],
    judge,
    remedy: "Begin each stream with `event: endpoint` and the bare URI as its data, relative or absolute.",
    classes: &[],
    examples: &[
        passes("stream | no id | 200 | block event: endpoint\\ndata: /messages/?session_id=1 | left"),
        passes("stream | no id | 200 | block event: endpoint\\ndata: https://mcp.example/m/1 | left"),
        fails(
            r#"stream | no id | 200 | event {"endpoint":"/messages?id=1"} | left"#,
            "no event of type endpoint came",
        ),
        fails(
            "stream | no id | 200 | block event: endpoint\\ndata: http://[ | left",
            "is no URI",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let stream = seen.exchange(STREAM)?;
    if !stream.is_success() {
        return Err(Verdict::inconclusive(format!(
            "the opening of the stream got {}",
            stream.describe()
        )));
    }
    let Some(named) = stream.events.iter().find(|event| is_address(event)) else {
        return Err(Verdict::Fail(
            stream.finding("no event of type endpoint came".to_owned()),
        ));
    };
    let base = Url::parse("http://localhost/sse").ok();
    let resolves = base.is_some_and(|base| base.join(named.data.trim()).is_ok());
    let is_there = resolves && !named.data.trim().is_empty();
    stream.require(is_there, || {
        format!("the endpoint event's data is no URI: {:?}", named.data)
    })
}
