use serde_json::Value;

use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::well_formed_results;
use crate::probes::features::{ALIVE, READ, RESOURCES};
use crate::transcript::Transcript;

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
    well_formed_results(seen, READ, "what was read", "no resource is listed", |result| {
        violation(result).map(str::to_owned)
    })
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
