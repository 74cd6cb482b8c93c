//! Prompts.

use crate::check::Check;

mod capability_declared;
mod get_schema;
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
];
