use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::conversation::STREAM;
use crate::probes::http_sse::CHANNEL;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "transport-sse.content-type",
    requirements: &["SSE-CONTENT-TYPE"],
    summary: "the stream has the media type text/event-stream",
    severity: Severity::Medium,
    probe: &CHANNEL,
    needs: &[],
    judge,
    remedy: "Send the stream with `Content-Type: text/event-stream`: event sources refuse every other type.",
    classes: &[],
    examples: &[
        passes(
            "stream | no id | 200 | Content-Type: text/event-stream; charset=utf-8 | block event: endpoint\\ndata: /m | left",
        ),
        fails(
            "stream | no id | 200 | Content-Type: text/plain | block event: endpoint\\ndata: /m | left",
            r#"the stream came as "text/plain""#,
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
    let found = stream.media_type();
    stream.require(found == "text/event-stream", || {
        format!("the stream came as {found:?}")
    })
}
