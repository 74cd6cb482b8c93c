//! Requests of the server, and what clients answer.

use crate::check::Check;

mod stray_response_harmless;

/// The checks of this area, in the order of reports.
pub static CHECKS: &[&Check] = &[&stray_response_harmless::CHECK];
