use super::{Asked, brief, spoken};
use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::jsonrpc::Message;
use crate::probes::framing::{BAD_PARAMS, CONTROL, FRAMING, UNKNOWN_METHOD};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "jsonrpc.error-id-echo",
    requirements: &["JSONRPC-ERROR-ID-ECHO"],
    summary: "an error carries the id of the request it answers, where that could be read",
    severity: Severity::Medium,
    probe: &FRAMING,
    needs: &[],
    judge,
    remedy: "Read the id before anything else can fail, and put it into the error.",
    classes: &[],
    examples: &[
        passes(
            r#"control | 200 | ok
unknown-method | id "e" | 200 | error -32601"#,
        ),
        fails(
            r#"control | 200 | ok
unknown-method | id "e" | 200 | {"jsonrpc":"2.0","id":null,"error":{"code":-32601,"message":"no"}}"#,
            "an error carries the id null",
        ),
        fails(
            r#"control | 200 | ok
unknown-method | id "e" | 404 | {"jsonrpc":"2.0","error":{"code":-32601,"message":"no"}}"#,
            "an error carries no id",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(CONTROL)?;
    let asked = Asked::read(seen);
    let on_channel = seen.head.cell.transport.is_channel();
    let mut met = false;
    for reply in seen.exchanges(UNKNOWN_METHOD).chain(seen.exchanges(BAD_PARAMS)) {
        reply.answered()?;
        let id = reply.id.clone().unwrap_or_default();
        // On a channel the error of another request may come late.
        let is_late = |message: &Message| {
            let found = message.member("id").filter(|found| **found != id);
            on_channel && found.is_some_and(|found| asked.of(&reply).contains(found))
        };
        for message in spoken(&reply).filter(|message| message.member("error").is_some() && !is_late(message))
        {
            met = true;
            let found = message
                .member("id")
                .map_or("no id".to_owned(), |id| format!("the id {}", brief(id)));
            reply.require(message.answers(&id), || {
                format!("an error carries {found}, not that of its request")
            })?;
        }
    }
    if met {
        Ok(())
    } else {
        Err(Verdict::inconclusive("no JSON-RPC error was seen"))
    }
}
