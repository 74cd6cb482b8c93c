//! Ping.

use crate::check::Check;

mod before_initialized;
mod empty_result;
mod params_tolerated;
mod prompt;

/// The checks of this area, in the order of reports.
pub static CHECKS: &[&Check] = &[
    &empty_result::CHECK,
    &params_tolerated::CHECK,
    &before_initialized::CHECK,
    &prompt::CHECK,
];
