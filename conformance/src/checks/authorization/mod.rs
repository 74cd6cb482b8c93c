//! Tokens: the audience, the issuer, the signature, the challenge.

use crate::check::Check;

mod foreign_audience;

/// The checks of this area, in the order of reports.
pub static CHECKS: &[&Check] = &[&foreign_audience::CHECK];
