use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::jsonrpc::Message;
use crate::probes::resumption::{LATER, MEANWHILE, RESUMPTION, STANDALONE};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "resumption.get-stream-without-responses",
    requirements: &["HTTP-GET-NO-RESPONSES"],
    summary: "a stream that GET opens carries no responses unless it resumes a request's stream",
    severity: Severity::High,
    probe: &RESUMPTION,
    needs: &[],
    judge,
    remedy: "Send a response on the stream of its request only.",
    classes: &["CWE-668"],
    examples: &[
        passes(
            "get | no id | 200 | Content-Type: text/event-stream\nmeanwhile | id 5 | 200 | ok\nlater | 200 | ok",
        ),
        fails(
            r#"get | no id | 200 | Content-Type: text/event-stream | event {"id":5,"result":{}}
            meanwhile | id 5 | 200 | ok
            later | 200 | ok"#,
            "a stream that GET opened carried a response",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let stream = seen.reply(STANDALONE)?;
    if !stream.is_served() || stream.media_type() != "text/event-stream" {
        return Err(Verdict::not_applicable(format!(
            "GET opens no stream ({})",
            stream.describe()
        )));
    }
    seen.control(MEANWHILE)?;
    seen.control(LATER)?;
    let responses = stream.messages().iter().any(Message::is_response);
    stream.require(!responses, || {
        "a stream that GET opened carried a response".to_owned()
    })
}
