//! Caching hints.

mod hints_present;
mod no_hints_on_interim;
mod not_access_control;
mod public_same_for_all;
mod scope_known;
mod scope_same_on_pages;
mod ttl_not_negative;
mod user_data_not_public;

use crate::check::{Check, Verdict};
use crate::checks::absent;
use crate::probes::versioning::{CACHEABLE, SERVED};
use crate::transcript::{Reply, Transcript};
use serde_json::Value;

/// The checks of this area, in the order of reports.
pub static CHECKS: &[&Check] = &[
    &hints_present::CHECK,
    &ttl_not_negative::CHECK,
    &scope_known::CHECK,
    &scope_same_on_pages::CHECK,
    &public_same_for_all::CHECK,
    &user_data_not_public::CHECK,
    &not_access_control::CHECK,
    &no_hints_on_interim::CHECK,
];

/// The complete results of the operations that carry caching hints, with the method asked for.
pub(super) fn results(seen: &Transcript) -> Result<Vec<(Reply<'_>, String, Value)>, Verdict> {
    seen.control(SERVED)?;
    let mut found = Vec::new();
    for reply in seen.exchanges(CACHEABLE) {
        reply.answered()?;
        let method = reply.sent_method().unwrap_or_default();
        match reply.result().cloned().filter(|_| reply.is_served()) {
            Some(result) if result["resultType"] != "input_required" => found.push((reply, method, result)),
            _ => {}
        }
    }
    if found.is_empty() {
        Err(absent(seen, "no operation with caching hints was served"))
    } else {
        Ok(found)
    }
}
