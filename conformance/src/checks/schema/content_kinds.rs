use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::jsonrpc::{brief, for_all, sent_messages};
use crate::checks::schema::kinds_of;
use crate::jsonrpc::Message;
use crate::probes::WHOLE_RUN;
use crate::revision::Revision;
use crate::transcript::{Reply, Transcript};
use serde_json::Value;

pub static CHECK: Check = Check {
    id: "schema.content-kinds",
    requirements: &["SCHEMA-CONTENT-BY-REVISION"],
    summary: "content is of the kinds that the revision defines",
    severity: Severity::Medium,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: "Send text, image, audio, resource and resource_link blocks only; put anything else into one of them.",
    classes: &[],
    examples: &[
        passes(
            r#"one | sent {"method":"tools/call"} | 200 | {"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"x"}]}}"#,
        ),
        fails(
            r#"one | sent {"method":"tools/call"} | 200 | {"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"video"}]}}"#,
            r#"a content block has the type "video""#,
        ),
        fails(
            r#"one | sent {"method":"prompts/get"} | 200 | {"jsonrpc":"2.0","id":1,"result":{"messages":[{"content":{"type":"html"}}]}}"#,
            r#"a content block has the type "html""#,
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let revision = seen.head.cell.revision;
    let defined = kinds_of(revision);
    let has_content = |reply: &Reply<'_>, message: &Message| !kinds(reply, message).is_empty();
    for_all(seen, "content block", has_content, |reply, message| {
        let kinds = kinds(reply, message);
        let unknown = kinds
            .iter()
            .find(|kind| !kind.as_str().is_some_and(|kind| defined.contains(&kind)));
        let says = || {
            format!(
                "a content block has the type {}",
                unknown.map(brief).unwrap_or_default()
            )
        };
        // Libraries send kinds of later revisions in older sessions too.
        if revision < Revision::V2025_06_18 {
            reply.advise(unknown.is_none(), says)
        } else {
            reply.require(unknown.is_none(), says)
        }
    })
}

/// The types of all content blocks in a result of tools/call or prompts/get.
fn kinds(reply: &Reply<'_>, message: &Message) -> Vec<Value> {
    let Some(result) = message.member("result") else {
        return Vec::new();
    };
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let sent = sent_messages(reply);
    let blocks = match sent.first().and_then(|message| message["method"].as_str()) {
        Some("tools/call") => list(&result["content"]),
        Some("prompts/get") => list(&result["messages"])
            .iter()
            .map(|message| message["content"].clone())
            .collect(),
        _ => Vec::new(),
    };
    blocks
        .iter()
        .filter(|block| block.is_object())
        .map(|block| block["type"].clone())
        .collect()
}
