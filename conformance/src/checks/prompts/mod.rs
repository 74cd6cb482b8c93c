//! Prompts.

use serde_json::Value;

use crate::check::Check;

mod arguments_validated;
mod binary_base64;
mod capability_declared;
mod embedded_resource;
mod get_schema;
mod injection_contained;
mod list_answered;
mod list_connection_independent;
mod list_schema;
mod missing_argument;
mod name_unique;
mod unknown_prompt;

/// The checks of this area, in the order of reports.
pub static CHECKS: &[&Check] = &[
    &list_answered::CHECK,
    &list_schema::CHECK,
    &get_schema::CHECK,
    &unknown_prompt::CHECK,
    &missing_argument::CHECK,
    &capability_declared::CHECK,
    &name_unique::CHECK,
    &list_connection_independent::CHECK,
    &binary_base64::CHECK,
    &embedded_resource::CHECK,
    &arguments_validated::CHECK,
    &injection_contained::CHECK,
];

/// The content blocks of a prompt's messages.
fn contents_of(result: &Value) -> impl Iterator<Item = &Value> {
    let messages = result["messages"].as_array().into_iter().flatten();
    messages.map(|message| &message["content"])
}
