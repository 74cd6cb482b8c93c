use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::http::{CLEAN, ENDPOINT, GET};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "transport-http.get-stream-or-405",
    requirements: &["HTTP-GET-SSE-OR-405"],
    summary: "GET opens an event stream or is not allowed",
    severity: Severity::Medium,
    probe: &ENDPOINT,
    needs: &[],
    judge,
    remedy: "Answer GET with `text/event-stream`, or with 405 where no stream is offered.",
    classes: &[],
    examples: &[
        passes("clean | 200 | ok\nget | no id | 200 | Content-Type: text/event-stream | left"),
        passes("clean | 200 | ok\nget | no id | 405"),
        fails(
            "clean | 200 | ok\nget | no id | 200 | Content-Type: text/html",
            r#"answered 200 of type "text/html" to GET"#,
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(CLEAN)?;
    let reply = seen.reply(GET)?;
    let is_stream = reply.status() == 200 && reply.media_type() == "text/event-stream";
    if is_stream || reply.status() == 405 {
        return Ok(());
    }
    let wrong = matches!(reply.status(), 200..=299 | 404 | 406 | 500..=599);
    reply.require(!wrong, || {
        format!(
            "answered {} of type {:?} to GET",
            reply.describe(),
            reply.media_type()
        )
    })?;
    Err(Verdict::inconclusive(format!(
        "answered {} to GET",
        reply.describe()
    )))
}
