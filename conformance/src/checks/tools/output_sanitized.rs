use serde_json::Value;
use targets::upstream::{FORGED_METHOD, PLAIN_TEXT};

use super::blocks_of;
use super::hidden_text::{hidden, named};
use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::relay::{HOSTILE, PLAIN, UPSTREAM_TEXT, WORK};
use crate::transcript::{Reply, Transcript};

pub static CHECK: Check = Check {
    id: "tools.output-sanitized",
    requirements: &["TOOLS-OUTPUT-SANITIZED"],
    summary: "control characters in a fetched text do not come through, and break nothing",
    severity: Severity::High,
    probe: &UPSTREAM_TEXT,
    needs: &[],
    judge,
    remedy: "Write results with a JSON serializer, and take escape sequences, direction marks and invisible characters out of texts from elsewhere, or show them as such.",
    classes: &["LLM01:2025", "LLM05:2025", "CWE-116"],
    examples: &[
        passes(
            r#"work | 200 | ok
            fetch-plain | 200 | {"id":1,"result":{"content":[{"type":"text","text":"upstream\n"}]}}
            fetch-hostile | 200 | {"id":1,"result":{"content":[{"type":"text","text":"red \ufffd[31m\n"}]}}
            work | 200 | ok"#,
        ),
        fails(
            r#"work | 200 | ok
            fetch-plain | 200 | {"id":1,"result":{"content":[{"type":"text","text":"upstream\n"}]}}
            fetch-hostile | 200 | {"id":1,"result":{"content":[{"type":"text","text":"red \u001b[31m\n"}]}}
            work | 200 | ok"#,
            "a text of the upstream service comes through with U+001B in it",
        ),
        fails(
            r#"work | 200 | ok
            fetch-plain | 200 | {"id":1,"result":{"content":[{"type":"text","text":"upstream\n"}]}}
            fetch-hostile | 200 | event {"jsonrpc":"2.0","method":"notifications/proofhouse"} | event {"id":1,"result":{}}
            work | 200 | ok"#,
            "a line in a text of the upstream service came as a message of its own",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let plain = seen.reply(PLAIN)?;
    if !plain.is_done() || !texts(&plain).any(|text| text.contains(PLAIN_TEXT)) {
        return Err(Verdict::not_applicable(
            "what the upstream service says does not come back",
        ));
    }
    let hostile = seen.exchange(HOSTILE)?;
    for reply in seen
        .all_exchanges()
        .filter(|reply| reply.exchange >= hostile.exchange)
    {
        let mut messages = reply.messages().iter();
        let forged = messages.any(|message| message.method() == Some(FORGED_METHOD));
        reply.require(!forged, || {
            "a line in a text of the upstream service came as a message of its own".to_owned()
        })?;
    }
    hostile.require(!has_raw_control(&hostile), || {
        "a control character in a text of the upstream service stands in the message as it is".to_owned()
    })?;
    seen.control(WORK)?;
    hostile.answered()?;
    if !hostile.is_served() && !hostile.is_denied() {
        let why = format!("the hostile text was not fetched: {}", hostile.describe());
        return Err(Verdict::inconclusive(why));
    }
    let shown = texts(&hostile).find_map(hidden);
    hostile.advise(shown.is_none(), || {
        format!(
            "a text of the upstream service comes through with {} in it",
            named(shown)
        )
    })
}

fn texts<'r>(reply: &'r Reply<'_>) -> impl Iterator<Item = &'r str> {
    let result = reply.result().unwrap_or(&Value::Null);
    blocks_of(result).filter_map(|block| block["text"].as_str())
}

/// Whether bytes came that JSON has escapes for.
fn has_raw_control(reply: &Reply<'_>) -> bool {
    let is_raw = |byte: &u8| *byte < 0x20 && !matches!(byte, b'\t' | b'\r' | b'\n');
    let lines = reply.lines.iter().flat_map(|line| line.iter());
    let events = reply.events.iter().flat_map(|event| event.data.as_bytes());
    reply.body.iter().chain(lines).chain(events).any(is_raw)
}
