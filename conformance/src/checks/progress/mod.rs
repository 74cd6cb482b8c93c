//! Progress.

use crate::check::Check;

mod client_progress_ignored;

/// The checks of this area, in the order of reports.
pub static CHECKS: &[&Check] = &[&client_progress_ignored::CHECK];
