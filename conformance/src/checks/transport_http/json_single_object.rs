use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::absent;
use crate::jsonrpc::Message;
use crate::probes::WHOLE_RUN;
use crate::transcript::End;
use crate::transcript::{Reply, Transcript};

pub static CHECK: Check = Check {
    id: "transport-http.json-single-object",
    requirements: &["HTTP-JSON-SINGLE-OBJECT"],
    summary: "a JSON answer is one object",
    severity: Severity::Medium,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: "Write exactly one JSON object into an `application/json` answer: the response. Use an event stream for more.",
    classes: &[],
    examples: &[
        passes("a | 200 | Content-Type: application/json | ok"),
        fails(
            r#"a | 200 | Content-Type: application/json | [{"jsonrpc":"2.0","id":1,"result":{}}]"#,
            "is not one object",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let mut served = false;
    for reply in seen.all_exchanges().filter(is_whole_json) {
        // Bytes that are not UTF-8 are another check's.
        let text = std::str::from_utf8(&reply.body).is_ok();
        let object = Message::read(&reply.body)
            .value
            .is_some_and(|value| value.is_object());
        let method = reply.sent_method().unwrap_or_default();
        reply.require(object || !text, || {
            format!("the JSON answer to {method:?} is not one object")
        })?;
        served |= reply.is_served();
    }
    if served {
        Ok(())
    } else {
        Err(absent(seen, "no request was answered in JSON"))
    }
}

fn is_whole_json(reply: &Reply<'_>) -> bool {
    let whole = reply.id.is_some() && reply.status() == 200 && reply.end == Some(End::Complete);
    whole && reply.media_type() == "application/json"
}
