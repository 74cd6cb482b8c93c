use serde_json::Value;

use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::jsonrpc::{brief, for_all};
use crate::checks::within;
use crate::jsonrpc::Message;
use crate::probes::WHOLE_RUN;
use crate::revision::Revision;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "resources.annotations-range",
    requirements: &["RES-ANNOTATIONS-RANGE"],
    summary: "annotations of resources and content keep to their ranges",
    severity: Severity::Low,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: "Let `audience` hold \"user\" and \"assistant\" only, `priority` lie from 0 to 1, and `lastModified` be an ISO 8601 date and time.",
    classes: &[],
    examples: &[
        passes(
            r#"a | 200 | {"jsonrpc":"2.0","id":1,"result":{"resources":[{"uri":"a:b","annotations":{"audience":["user"],"priority":0.5,"lastModified":"2025-01-12T15:00:58Z"}}]}}"#,
        ),
        fails(
            r#"a | 200 | {"jsonrpc":"2.0","id":1,"result":{"resources":[{"uri":"a:b","annotations":{"priority":5}}]}}"#,
            "an annotation has the priority 5",
        ),
        fails(
            r#"a | 200 | {"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"x","annotations":{"audience":["model"]}}]}}"#,
            r#"an annotation has the audience ["model"]"#,
        ),
        fails(
            r#"a | 200 | {"jsonrpc":"2.0","id":1,"result":{"resources":[{"uri":"a:b","annotations":{"lastModified":"yesterday"}}]}}"#,
            r#"an annotation has the lastModified "yesterday""#,
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let has_dates = seen.head.cell.revision >= Revision::V2025_06_18;
    for_all(
        seen,
        "annotation of a resource or content",
        |_, message| !annotations(message).is_empty(),
        |reply, message| {
            for annotation in annotations(message) {
                for (name, fits) in [
                    ("audience", is_audience as fn(&Value) -> bool),
                    ("priority", is_priority),
                ] {
                    let value = annotation.get(name);
                    reply.require(value.is_none_or(fits), || {
                        format!(
                            "an annotation has the {name} {}",
                            value.map(brief).unwrap_or_default()
                        )
                    })?;
                }
                let date = annotation.get("lastModified").filter(|_| has_dates);
                reply.advise(date.is_none_or(is_date), || {
                    format!(
                        "an annotation has the lastModified {}",
                        date.map(brief).unwrap_or_default()
                    )
                })?;
            }
            Ok(())
        },
    )
}

/// Those of tools are of another kind.
fn annotations(message: &Message) -> Vec<&Value> {
    let mut found = Vec::new();
    if let Some(result) = message.member("result") {
        within(result, &["tools", "_meta"], &mut |name, value| {
            if name == "annotations" && value.is_object() {
                found.push(value);
            }
        });
    }
    found
}

fn is_audience(value: &Value) -> bool {
    let roles = value.as_array();
    roles.is_some_and(|roles| roles.iter().all(|role| role == "user" || role == "assistant"))
}

fn is_priority(value: &Value) -> bool {
    value
        .as_f64()
        .is_some_and(|priority| (0.0..=1.0).contains(&priority))
}

/// The many forms of ISO 8601 begin with a year and hold no other characters than these.
fn is_date(value: &Value) -> bool {
    let form = |text: &str| {
        text.len() >= 4
            && text.bytes().take(4).all(|byte| byte.is_ascii_digit())
            && text
                .bytes()
                .all(|byte| byte.is_ascii_digit() || b"T:+-.,ZWtz".contains(&byte))
    };
    value.as_str().is_some_and(form)
}
