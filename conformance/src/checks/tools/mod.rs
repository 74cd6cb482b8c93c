//! Tools.

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{GeneralPurpose, GeneralPurposeConfig};
use serde_json::Value;

use crate::check::{Check, Judgement, Verdict};
use crate::transcript::Reply;

mod annotations_shape;
mod arguments_optional;
mod binary_base64;
mod capability_declared;
mod definitions_stable;
mod embedded_needs_resources;
mod fuzz_survives;
mod hidden_text;
mod input_error_form;
mod input_schema_object;
mod input_validated;
mod list_answered;
mod list_connection_independent;
mod list_no_side_effect;
mod list_order;
mod list_schema;
mod malformed_call;
mod name_case;
mod name_charset;
mod name_length;
mod name_unique;
mod output_conforms;
mod output_sanitized;
mod output_schema_object;
mod path_traversal;
mod result_schema;
mod schemas_valid;
mod structured_object;
mod structured_text_copy;
mod unknown_tool;

/// The checks of this area, in the order of reports.
pub static CHECKS: &[&Check] = &[
    &capability_declared::CHECK,
    &list_answered::CHECK,
    &list_schema::CHECK,
    &input_schema_object::CHECK,
    &output_schema_object::CHECK,
    &schemas_valid::CHECK,
    &annotations_shape::CHECK,
    &unknown_tool::CHECK,
    &malformed_call::CHECK,
    &input_validated::CHECK,
    &result_schema::CHECK,
    &output_conforms::CHECK,
    &name_unique::CHECK,
    &name_charset::CHECK,
    &name_length::CHECK,
    &name_case::CHECK,
    &path_traversal::CHECK,
    &hidden_text::CHECK,
    &list_order::CHECK,
    &input_error_form::CHECK,
    &fuzz_survives::CHECK,
    &list_connection_independent::CHECK,
    &list_no_side_effect::CHECK,
    &binary_base64::CHECK,
    &embedded_needs_resources::CHECK,
    &structured_object::CHECK,
    &structured_text_copy::CHECK,
    &arguments_optional::CHECK,
    &definitions_stable::CHECK,
    &output_sanitized::CHECK,
];

/// The code of the error that came; a result, no JSON-RPC or a code that is no integer proves nothing here.
pub(crate) fn error_code(reply: &Reply<'_>) -> Result<i64, Verdict> {
    reply
        .error_code()
        .ok_or_else(|| Verdict::inconclusive(format!("\"{}\" got {}", reply.label, reply.describe())))
}

/// The name of a listed tool, for findings.
fn name_of(tool: &Value) -> String {
    tool["name"].as_str().map_or_else(
        || "a tool without a name".to_owned(),
        |name| format!("the tool {name:?}"),
    )
}

/// The name of a member and the type that it must have.
pub(crate) type Member = (&'static str, fn(&Value) -> bool);

/// What is wrong with the types of members, where they are present.
pub(crate) fn wrongly_typed(item: &Value, members: &[Member]) -> Option<String> {
    let wrong = members
        .iter()
        .find(|(name, fits)| item.get(*name).is_some_and(|value| !fits(value)));
    wrong.map(|(name, _)| format!("its {name:?} is of the wrong type"))
}

/// What is wrong with a content block, of tool results and prompt messages.
pub(crate) fn block_violation(block: &Value) -> Option<String> {
    let needs: &[&str] = match block["type"].as_str() {
        Some("text") => &["text"],
        Some("image" | "audio") => &["data", "mimeType"],
        Some("resource_link") => &["uri", "name"],
        Some("resource") => {
            let resource = &block["resource"];
            let held =
                resource["uri"].is_string() && (resource["text"].is_string() || resource["blob"].is_string());
            return (!held).then(|| "an embedded resource lacks its uri or its contents".to_owned());
        }
        Some(other) => return Some(format!("a content block has the type {other:?}")),
        None => return Some("a content block has no type".to_owned()),
    };
    let missing = needs.iter().find(|name| !block[**name].is_string());
    missing.map(|name| format!("a content block of type {} lacks {name:?}", block["type"]))
}

/// The content blocks of a tool's result.
pub(crate) fn blocks_of(result: &Value) -> impl Iterator<Item = &Value> {
    result["content"].as_array().into_iter().flatten()
}

/// RFC 4648 section 4: padded, without line breaks. Bits behind the last byte may be refused, and need not be.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true),
);

/// What a text in Base64 stands for.
pub(crate) fn bytes_of(text: &str) -> Option<Vec<u8>> {
    BASE64.decode(text).ok()
}

pub(crate) fn is_base64(text: &str) -> bool {
    bytes_of(text).is_some()
}

/// Whether a content block is an image or a sound, with its data.
pub(crate) fn is_media(block: &Value) -> bool {
    matches!(block["type"].as_str(), Some("image" | "audio")) && block["data"].is_string()
}

/// Holds that the data of such a block is Base64.
pub(crate) fn hold_base64(reply: &Reply<'_>, block: &Value) -> Judgement {
    let data = block["data"].as_str();
    reply.require(data.is_none_or(is_base64), || {
        format!("the data of a block of type {} is no Base64", block["type"])
    })
}

/// Whether a text is of the form of RFC 9110 section 8.3.1: a type, a subtype, parameters.
pub(crate) fn is_media_type(text: &str) -> bool {
    let is_token = |part: &str| {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        !part.is_empty() && part.bytes().all(fits)
    };
    let name = text.split(';').next().unwrap_or_default().trim();
    let parts = name.split_once('/');
    parts.is_some_and(|(kind, subtype)| is_token(kind) && is_token(subtype))
}
