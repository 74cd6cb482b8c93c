//! Cache hints.

use crate::check::Check;

/// The checks of this area, in the order of reports.
pub static CHECKS: &[&Check] = &[];
