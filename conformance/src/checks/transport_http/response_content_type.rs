use super::is_success;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::absent;
use crate::probes::WHOLE_RUN;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "transport-http.response-content-type",
    requirements: &["HTTP-REQUEST-CONTENT-TYPE", "HTTP-RESPONSE-CONTENT-TYPE"],
    summary: "a request is answered as JSON or as an event stream",
    severity: Severity::Medium,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: "Send `Content-Type: application/json` or `text/event-stream` with the answer to a request.",
    classes: &[],
    examples: &[
        passes("a | 200 | Content-Type: application/json; charset=utf-8 | ok"),
        fails(
            "a | 200 | Content-Type: text/plain | ok",
            r#"the media type "text/plain""#,
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let mut served = false;
    for reply in seen
        .all_exchanges()
        .filter(|reply| reply.id.is_some() && is_success(reply))
    {
        let empty = reply.body.is_empty() && reply.events.is_empty();
        let named = ["application/json", "text/event-stream"].contains(&reply.media_type().as_str());
        reply.require(empty || named, || {
            format!("answered with the media type {:?}", reply.media_type())
        })?;
        served |= reply.is_served();
    }
    if served {
        Ok(())
    } else {
        Err(absent(seen, "no request was served"))
    }
}
