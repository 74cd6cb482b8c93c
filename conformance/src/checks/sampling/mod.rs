//! Sampling: what a server asks a model of the client.

use crate::check::Check;

mod request_schema;

/// The checks of this area, in the order of reports.
pub static CHECKS: &[&Check] = &[&request_schema::CHECK];
