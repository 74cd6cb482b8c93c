//! What no server may give away.

use crate::check::Check;

mod egress;
mod metadata_urls;
mod session_not_credential;

/// The checks of this area, in the order of reports.
pub static CHECKS: &[&Check] = &[
    &session_not_credential::CHECK,
    &metadata_urls::CHECK,
    &egress::CHECK,
];
