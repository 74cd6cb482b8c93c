use serde_json::Value;

use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::features::{ALIVE, READ, RESOURCES};
use crate::transcript::{Reply, Transcript};

pub static CHECK: Check = Check {
    id: "resources.read-schema",
    requirements: &["RES-READ-SCHEMA"],
    summary: "what is read has an array of contents, each with a URI and text or blob",
    severity: Severity::Medium,
    probe: &RESOURCES,
    needs: &[],
    judge,
    remedy: "Give every item of contents its uri and either text or blob.",
    classes: &[],
    examples: &[
        passes(
            r#"alive | 200 | ok
            read | 200 | {"id":1,"result":{"contents":[{"uri":"a:b","text":""}]}}"#,
        ),
        fails(
            r#"alive | 200 | ok
            read | 200 | {"id":1,"result":{"contents":[{"uri":"a:b"}]}}"#,
            "what was read is malformed: an item has neither text nor blob",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(ALIVE)?;
    let mut looked_at = 0;
    for reply in seen.exchanges(READ).filter(Reply::is_served) {
        let result = reply.result().unwrap_or_default();
        if result.get("resultType").is_some_and(|kind| kind != "complete") {
            continue;
        }
        looked_at += 1;
        let wrong = violation(&result);
        reply.require(wrong.is_none(), || {
            format!("what was read is malformed: {}", wrong.unwrap_or_default())
        })?;
    }
    match seen.reply(READ) {
        Ok(_) if looked_at > 0 => Ok(()),
        Ok(first) => Err(Verdict::inconclusive(format!(
            "no listed resource could be read: {}",
            first.describe()
        ))),
        Err(_) => Err(Verdict::not_applicable("no resource is listed")),
    }
}

fn violation(result: &Value) -> Option<&'static str> {
    let Some(contents) = result["contents"].as_array() else {
        return Some("it has no array \"contents\"");
    };
    contents.iter().find_map(|item| match item {
        item if !item["uri"].is_string() => Some("an item has no uri"),
        item if !item["text"].is_string() && !item["blob"].is_string() => {
            Some("an item has neither text nor blob")
        }
        _ => None,
    })
}
