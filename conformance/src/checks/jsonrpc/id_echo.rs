use std::collections::BTreeSet;

use serde_json::Value;

use super::{Asked, brief, for_all, sent_body};
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::jsonrpc::Message;
use crate::probes::WHOLE_RUN;
use crate::transcript::{Reply, Transcript};

pub static CHECK: Check = Check {
    id: "jsonrpc.id-echo",
    requirements: &["JSONRPC-RESP-ID-ECHO", "JSONRPC-ID-ECHO"],
    summary: "a result carries the id of the request it answers",
    severity: Severity::High,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: "Copy the id of the request into its response unchanged, also when it is 0 or an empty string.",
    classes: &[],
    examples: &[
        passes(
            r#"zero | id 0 | 200 | ok
text | id "7" | 200 | ok"#,
        ),
        passes(
            r#"one | 200 | ok
not-json | sent {"id":1, | 200 | {"jsonrpc":"2.0","id":null,"result":{}}"#,
        ),
        fails(
            r#"one | 200 | ok
zero | id 0 | 200 | {"jsonrpc":"2.0","id":null,"result":{}}"#,
            "a result carries the id null, which",
        ),
        fails(
            r#"in: 2025-11-25 stdio
one | ok
two | id 2 | {"jsonrpc":"2.0","result":{}}"#,
            "a result carries no id, which",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let asked = Asked::read(seen);
    // What carries an error too, or answers what could not be read, is other checks' business.
    let unread = unreadable(seen, &asked);
    let is_result = |reply: &Reply<'_>, message: &Message| {
        let names_nothing = message.member("id").is_none_or(Value::is_null);
        reply.id.is_some()
            && message.member("result").is_some()
            && message.member("error").is_none()
            && !(names_nothing && unread.contains(&asked.group(reply)))
    };
    for_all(seen, "result", is_result, |reply, message| {
        let known = asked.of(reply).iter().any(|id| message.answers(id));
        let found = message
            .member("id")
            .map_or("no id".to_owned(), |id| format!("the id {}", brief(id)));
        reply.require(known, || {
            format!("a result carries {found}, which is not that of the request")
        })
    })
}

/// The groups of answers among which one may be to input that is no JSON, and so has no id to carry.
fn unreadable(seen: &Transcript, asked: &Asked) -> BTreeSet<u32> {
    let is_readable = |line: &[u8]| line.trim_ascii().is_empty() || Message::read(line).value.is_some();
    let unread = seen.all_exchanges().filter(|reply| {
        let body = sent_body(reply);
        !is_readable(body) && !body.split(|byte| *byte == b'\n').all(is_readable)
    });
    unread.map(|reply| asked.group(&reply)).collect()
}
