//! Headers that mirror the body.

mod annotation_is_token;
mod annotation_not_empty;
mod annotation_not_sensitive;
mod annotation_primitive;
mod annotation_reachable;
mod annotation_unique;
mod decoded_once;
mod duplicates_conflict;
mod encoded_name_malformed;
mod encoded_name_mismatch;
mod encoding_marker_exact;
mod encoding_not_for_method;
mod encoding_padded;
mod error_shape;
mod field_name_case;
mod literal_is_decoded;
mod method_mismatch;
mod method_required;
mod method_value_case;
mod mismatch_no_effect;
mod name_characters;
mod name_decoded;
mod name_mismatch_prompt;
mod name_mismatch_resource;
mod name_mismatch_tool;
mod name_required;
mod not_on_stdio;
mod parameter_absent_not_expected;
mod parameter_characters;
mod parameter_decoded;
mod parameter_mismatch;
mod parameter_missing;
mod parameter_name_case;
mod parameter_unknown_ignored;
mod version_mismatch;
mod version_required;
mod white_space_trimmed;

use serde_json::Value;

use crate::check::{Check, Judgement, Verdict};
use crate::checks::{absent, refused};
use crate::probes::headers::{AGREEING, PARAMETERS_AGREEING};
use crate::transcript::{Reply, Transcript};

/// The checks of this area, in the order of reports.
pub static CHECKS: &[&Check] = &[
    &method_required::CHECK,
    &method_mismatch::CHECK,
    &method_value_case::CHECK,
    &name_required::CHECK,
    &name_mismatch_tool::CHECK,
    &name_mismatch_prompt::CHECK,
    &name_mismatch_resource::CHECK,
    &name_decoded::CHECK,
    &encoded_name_mismatch::CHECK,
    &encoded_name_malformed::CHECK,
    &encoding_marker_exact::CHECK,
    &encoding_not_for_method::CHECK,
    &field_name_case::CHECK,
    &white_space_trimmed::CHECK,
    &name_characters::CHECK,
    &version_mismatch::CHECK,
    &version_required::CHECK,
    &error_shape::CHECK,
    &duplicates_conflict::CHECK,
    &parameter_mismatch::CHECK,
    &parameter_missing::CHECK,
    &parameter_decoded::CHECK,
    &parameter_name_case::CHECK,
    &parameter_characters::CHECK,
    &parameter_absent_not_expected::CHECK,
    &parameter_unknown_ignored::CHECK,
    &annotation_not_empty::CHECK,
    &annotation_is_token::CHECK,
    &annotation_unique::CHECK,
    &annotation_primitive::CHECK,
    &annotation_reachable::CHECK,
    &decoded_once::CHECK,
    &encoding_padded::CHECK,
    &literal_is_decoded::CHECK,
    &annotation_not_sensitive::CHECK,
    &not_on_stdio::CHECK,
    &mismatch_no_effect::CHECK,
];

/// Holds that a request was refused, between two that agree with their headers and are served.
pub(super) fn refuses(seen: &Transcript, label: &str, what: &str) -> Judgement {
    seen.control(AGREEING)?;
    refused(&seen.reply(label)?, what)
}

/// The same for `Mcp-Name`, where the target has something that can be named.
pub(super) fn refuses_name(seen: &Transcript, label: &str, what: &str) -> Judgement {
    if seen.exchanges(AGREEING).next().is_none() {
        return Err(absent(seen, "nothing is known that Mcp-Name could name"));
    }
    refuses(seen, label, what)
}

/// The answer to a call with `Mcp-Param-*` headers, between two that agree and are served.
pub(super) fn parameter<'t>(seen: &'t Transcript, label: &str) -> Result<Reply<'t>, Verdict> {
    if seen.exchanges(PARAMETERS_AGREEING).next().is_none() {
        return Err(absent(
            seen,
            "no tool that may be called mirrors a string parameter into a header",
        ));
    }
    seen.control(PARAMETERS_AGREEING)?;
    if let Some(other) = seen.exchanges(PARAMETERS_AGREEING).find(|reply| !reply.is_done()) {
        return Err(Verdict::inconclusive(format!(
            "the control \"{PARAMETERS_AGREEING}\" got {}, an error of the tool",
            other.describe()
        )));
    }
    seen.reply(label)
}

/// An `x-mcp-header` annotation in the input schema of a listed tool.
pub(super) struct Annotation {
    /// The tool.
    pub tool: String,
    /// The property that it stands at, where there is one.
    pub property: String,
    /// Its value.
    pub value: Value,
    /// The schema that it stands in.
    pub schema: Value,
    /// Whether `properties` alone lead to it.
    pub reachable: bool,
}

/// The annotations of every tool that was listed, each with the exchange that listed it.
pub(super) fn annotations(seen: &Transcript) -> Result<Vec<(Reply<'_>, Annotation)>, Verdict> {
    let mut found = Vec::new();
    let lists = seen.all_exchanges().filter(Reply::is_served);
    for reply in lists.filter(|reply| reply.sent_method().as_deref() == Some("tools/list")) {
        let result = reply.result().unwrap_or_default();
        for tool in result["tools"].as_array().into_iter().flatten() {
            let mut within = Vec::new();
            walk(&tool["inputSchema"], Place::Root, &mut within);
            let name = tool["name"].as_str().unwrap_or_default();
            let named = within.into_iter().map(|found| Annotation {
                tool: name.to_owned(),
                ..found
            });
            found.extend(named.map(|annotation| (reply.clone(), annotation)));
        }
    }
    if found.is_empty() {
        Err(absent(seen, "no tool has an x-mcp-header annotation"))
    } else {
        Ok(found)
    }
}

/// Where in a schema one stands.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Root,
    Property,
    Elsewhere,
}

/// Keywords whose content is data and not a schema.
const DATA: &[&str] = &["const", "default", "enum", "example", "examples"];

fn walk(schema: &Value, place: Place, found: &mut Vec<Annotation>) {
    if let Some(items) = schema.as_array() {
        for item in items {
            walk(item, Place::Elsewhere, found);
        }
    }
    for (keyword, content) in schema.as_object().into_iter().flatten() {
        match (keyword.as_str(), content) {
            ("x-mcp-header", value) => found.push(Annotation {
                tool: String::new(),
                property: String::new(),
                value: value.clone(),
                schema: schema.clone(),
                reachable: place == Place::Property,
            }),
            ("properties", Value::Object(properties)) => {
                let inner = if place == Place::Elsewhere {
                    place
                } else {
                    Place::Property
                };
                for (name, property) in properties {
                    let before = found.len();
                    walk(property, inner, found);
                    let unnamed = found[before..].iter_mut().filter(|one| one.property.is_empty());
                    unnamed.for_each(|one| one.property.clone_from(name));
                }
            }
            // Their members are names, each of a schema.
            ("$defs" | "definitions" | "patternProperties" | "dependentSchemas", Value::Object(named)) => {
                named
                    .values()
                    .for_each(|named| walk(named, Place::Elsewhere, found));
            }
            (keyword, content) if !DATA.contains(&keyword) => walk(content, Place::Elsewhere, found),
            _ => {}
        }
    }
}
