//! Shapes of messages.

use crate::check::Check;

mod content_kinds;

/// The checks of this area, in the order of reports.
pub static CHECKS: &[&Check] = &[&content_kinds::CHECK];
