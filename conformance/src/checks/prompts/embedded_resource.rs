use serde_json::Value;

use super::contents_of;
use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::absent;
use crate::checks::tools::is_base64;
use crate::probes::features::{ALIVE, GET, PROMPTS};
use crate::transcript::{Reply, Transcript};

pub static CHECK: Check = Check {
    id: "prompts.embedded-resource",
    requirements: &["PROMPT-EMBEDDED-RESOURCE"],
    summary: "a resource embedded in a prompt has a URI, a media type, and text or Base64",
    severity: Severity::Medium,
    probe: &PROMPTS,
    needs: &[],
    judge,
    remedy: "Give every embedded resource its uri, its mimeType, and its text or blob.",
    classes: &[],
    examples: &[
        passes(
            r#"alive | 200 | ok
            get-prompt | 200 | {"id":1,"result":{"messages":[{"role":"user","content":{"type":"resource","resource":{"uri":"a:b","mimeType":"text/plain","text":"c"}}}]}}"#,
        ),
        fails(
            r#"alive | 200 | ok
            get-prompt | 200 | {"id":1,"result":{"messages":[{"role":"user","content":{"type":"resource","resource":{"mimeType":"text/plain","text":"c"}}}]}}"#,
            "an embedded resource has no uri",
        ),
        fails(
            r#"alive | 200 | ok
            get-prompt | 200 | {"id":1,"result":{"messages":[{"role":"user","content":{"type":"resource","resource":{"uri":"a:b","mimeType":"image/png","blob":"%%"}}}]}}"#,
            "the blob of an embedded resource is no Base64",
        ),
        fails(
            r#"alive | 200 | ok
            get-prompt | 200 | {"id":1,"result":{"messages":[{"role":"user","content":{"type":"resource","resource":{"uri":"a:b","text":"c"}}}]}}"#,
            "an embedded resource has no media type",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(ALIVE)?;
    let mut looked_at = 0;
    for reply in seen.exchanges(GET).filter(Reply::is_served) {
        let result = reply.result().unwrap_or_default();
        for block in contents_of(result).filter(|block| block["type"] == "resource") {
            looked_at += 1;
            held(&reply, &block["resource"])?;
        }
    }
    match looked_at {
        0 => Err(absent(seen, "no prompt embeds a resource")),
        _ => Ok(()),
    }
}

fn held(reply: &Reply<'_>, resource: &Value) -> Judgement {
    let (uri, blob) = (resource["uri"].as_str(), resource["blob"].as_str());
    reply.require(uri.is_some_and(|uri| !uri.is_empty()), || {
        "an embedded resource has no uri".to_owned()
    })?;
    reply.require(blob.is_some() || resource["text"].is_string(), || {
        "an embedded resource has neither text nor blob".to_owned()
    })?;
    reply.require(blob.is_none_or(is_base64), || {
        "the blob of an embedded resource is no Base64".to_owned()
    })?;
    reply.advise(resource["mimeType"].is_string(), || {
        "an embedded resource has no media type".to_owned()
    })?;
    // An argument of ours may have become the URI, which says nothing about the server's own.
    let ours = reply.sent_message().value.clone().unwrap_or_default();
    let arguments = ours["params"]["arguments"].as_object();
    let is_ours = arguments.is_some_and(|given| given.values().any(|value| value.as_str() == uri));
    if is_ours {
        return Err(Verdict::not_applicable(
            "the only URI is an argument of ours, taken over as it came",
        ));
    }
    let is_uri = uri.is_some_and(|uri| url::Url::parse(uri).is_ok());
    reply.require(is_uri, || format!("an embedded resource has the uri {uri:?}"))
}
