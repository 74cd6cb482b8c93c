//! Elicitation.

use crate::check::Check;

mod required_error_only_then;

/// The checks of this area, in the order of reports.
pub static CHECKS: &[&Check] = &[&required_error_only_then::CHECK];
