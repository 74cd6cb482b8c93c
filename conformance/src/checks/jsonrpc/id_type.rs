use super::{Asked, for_all};
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::jsonrpc::Message;
use crate::probes::WHOLE_RUN;
use crate::transcript::{Reply, Transcript};

pub static CHECK: Check = Check {
    id: "jsonrpc.id-type",
    requirements: &["JSONRPC-RESP-ID-TYPE", "JSONRPC-ID-ECHO"],
    summary: "an id comes back with the JSON type it was sent with",
    severity: Severity::Medium,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: r#"Keep ids as JSON values: the string "7" and the number 7 are two ids."#,
    classes: &[],
    examples: &[
        passes(
            r#"text | id "7" | 200 | ok
number | id 7 | 200 | ok"#,
        ),
        fails(
            r#"one | 200 | {"jsonrpc":"2.0","id":"1","result":{}}"#,
            "a number came back as a string",
        ),
        fails(
            r#"one | 200 | ok
text | id "7" | 200 | {"jsonrpc":"2.0","id":7,"result":{}}"#,
            "a string came back as another type",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let asked = Asked::read(seen);
    let is_result =
        |reply: &Reply<'_>, message: &Message| reply.id.is_some() && message.member("result").is_some();
    for_all(seen, "result", is_result, |reply, message| {
        let Some(found) = message.member("id") else {
            return Ok(());
        };
        let ids = asked.of(reply);
        let changed = !ids.contains(found) && ids.iter().any(|id| message.answers(id));
        let became = if found.is_string() {
            "a number came back as a string"
        } else {
            "a string came back as another type"
        };
        reply.require(!changed, || {
            format!("the id of a result changed its type: {became}")
        })
    })
}
