//! Resources.

use crate::check::Check;

mod access_control;
mod annotations_range;
mod blob_base64;
mod capability_declared;
mod list_answered;
mod list_connection_independent;
mod list_schema;
mod listed_readable;
mod not_found_code;
mod not_found_not_empty;
mod read_schema;
mod read_ssrf;
mod subscribe_result;
mod subscription_isolated;
mod template_syntax;
mod updated_only_to_subscribers;
mod updated_schema;
mod updated_sent;
mod uri_syntax;
mod uri_unique;
mod uri_validated;

/// The checks of this area, in the order of reports.
pub static CHECKS: &[&Check] = &[
    &list_answered::CHECK,
    &list_schema::CHECK,
    &uri_syntax::CHECK,
    &read_schema::CHECK,
    &not_found_code::CHECK,
    &not_found_not_empty::CHECK,
    &capability_declared::CHECK,
    &annotations_range::CHECK,
    &uri_unique::CHECK,
    &listed_readable::CHECK,
    &uri_validated::CHECK,
    &list_connection_independent::CHECK,
    &blob_base64::CHECK,
    &template_syntax::CHECK,
    &subscribe_result::CHECK,
    &updated_schema::CHECK,
    &read_ssrf::CHECK,
    &access_control::CHECK,
    &updated_sent::CHECK,
    &updated_only_to_subscribers::CHECK,
    &subscription_isolated::CHECK,
];
