//! `server/discover`.

mod capabilities_shape;
mod implemented;
mod lists_version_in_use;
mod result_shape;
mod server_info_shape;
mod stable;
mod undeclared_method;
mod unsupported_version;

use crate::check::{Check, Verdict};
use crate::probes::versioning::{DISCOVER, SERVED};
use crate::transcript::{Reply, Transcript};
use serde_json::Value;

/// The checks of this area, in the order of reports.
pub static CHECKS: &[&Check] = &[
    &implemented::CHECK,
    &result_shape::CHECK,
    &capabilities_shape::CHECK,
    &server_info_shape::CHECK,
    &stable::CHECK,
    &undeclared_method::CHECK,
    &unsupported_version::CHECK,
    &lists_version_in_use::CHECK,
];

/// The first discovery and its result.
pub(super) fn discovered(seen: &Transcript) -> Result<(Reply<'_>, Value), Verdict> {
    seen.control(SERVED)?;
    let reply = seen.reply(DISCOVER)?;
    match reply.result().filter(|_| reply.is_served()) {
        Some(result) => Ok((reply.clone(), result.clone())),
        None => Err(Verdict::inconclusive(format!(
            "discovery got {}",
            reply.describe()
        ))),
    }
}
