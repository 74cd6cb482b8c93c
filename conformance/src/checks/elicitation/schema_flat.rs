use serde_json::Value;

use super::{for_all_elicitations, is_form};
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::WHOLE_RUN;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "elicitation.schema-flat",
    requirements: &["ELIC-SCHEMA-FLAT"],
    summary: "a form is a flat object of the allowed kinds",
    severity: Severity::Medium,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: "Ask for strings, numbers, booleans and choices, each a property of one object.",
    classes: &[],
    examples: &[
        passes(
            r#"in: 2026-07-28 streamable-http
ask | 200 | {"id":1,"result":{"resultType":"input_required","inputRequests":{"q":{"method":"elicitation/create","params":{"message":"m","requestedSchema":{"type":"object","properties":{"a":{"type":"string"}}}}}}}}"#,
        ),
        fails(
            r#"in: 2026-07-28 streamable-http
ask | 200 | {"id":1,"result":{"resultType":"input_required","inputRequests":{"q":{"method":"elicitation/create","params":{"message":"m","requestedSchema":{"type":"object","properties":{"home":{"type":"object"}}}}}}}}"#,
            "the property \"home\" of a form has the type \"object\"",
        ),
        fails(
            r#"in: 2026-07-28 streamable-http
ask | 200 | {"id":1,"result":{"resultType":"input_required","inputRequests":{"q":{"method":"elicitation/create","params":{"message":"m","requestedSchema":{"type":"object","properties":{"a":{"type":"string","format":"hostname"}}}}}}}}"#,
            "the property \"a\" of a form has the format \"hostname\"",
        ),
        fails(
            r#"in: 2026-07-28 streamable-http
ask | 200 | {"id":1,"result":{"resultType":"input_required","inputRequests":{"q":{"method":"elicitation/create","params":{"message":"m","requestedSchema":{"type":"object","properties":{"a":{"type":"boolean","allOf":[]}}}}}}}}"#,
            "the property \"a\" of a form has \"allOf\"",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    for_all_elicitations(seen, is_form, |reply, params| {
        let schema = &params["requestedSchema"];
        reply.require(schema["type"] == "object", || {
            format!("a form is of the type {}", schema["type"])
        })?;
        for (name, property) in schema["properties"].as_object().into_iter().flatten() {
            let wrong = violation(property);
            reply.require(wrong.is_none(), || {
                format!(
                    "the property {name:?} of a form has {}",
                    wrong.unwrap_or_default()
                )
            })?;
        }
        Ok(())
    })
}

/// Keywords that lead elsewhere, or combine schemas.
const DEEP: &[&str] = &[
    "$ref",
    "allOf",
    "not",
    "if",
    "properties",
    "patternProperties",
    "additionalProperties",
];

/// What a property has that no primitive or choice may have.
fn violation(property: &Value) -> Option<String> {
    if let Some(keyword) = DEEP.iter().find(|keyword| property.get(**keyword).is_some()) {
        return Some(format!("{keyword:?}"));
    }
    let kind = property["type"].as_str().unwrap_or_default();
    match kind {
        "number" | "integer" | "boolean" => None,
        "string" => {
            let format = property["format"].as_str()?;
            let allowed = matches!(format, "email" | "uri" | "date" | "date-time");
            (!allowed).then(|| format!("the format {format:?}"))
        }
        "array" => {
            let items = &property["items"];
            let chosen = items["enum"].is_array() || items["anyOf"].is_array();
            (!chosen).then(|| "items that are no choice".to_owned())
        }
        _ => Some(format!("the type {kind:?}")),
    }
}
