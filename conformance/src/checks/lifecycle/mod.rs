//! The handshake of the legacy revisions.

use crate::check::{Check, Judgement, Verdict};
use crate::transcript::Transcript;

mod capability_types;
mod completions_declared;
mod counter_offer;
mod counter_offer_latest;
mod declared_works;
mod initialize_first;
mod initialize_result;
mod initialized_accepted;
mod logging_declared;
mod missing_params;
mod no_blind_echo;
mod no_request_before_initialized;
mod notifications_declared;
mod offer_usable;
mod sampling_gated;
mod second_initialize;
mod server_info;
mod unknown_client_capability;
mod version_echo;
mod version_respected;

/// The checks of this area, in the order of reports.
pub static CHECKS: &[&Check] = &[
    &initialize_result::CHECK,
    &server_info::CHECK,
    &capability_types::CHECK,
    &version_echo::CHECK,
    &counter_offer::CHECK,
    &no_blind_echo::CHECK,
    &counter_offer_latest::CHECK,
    &offer_usable::CHECK,
    &unknown_client_capability::CHECK,
    &initialized_accepted::CHECK,
    &initialize_first::CHECK,
    &missing_params::CHECK,
    &declared_works::CHECK,
    &completions_declared::CHECK,
    &logging_declared::CHECK,
    &notifications_declared::CHECK,
    &version_respected::CHECK,
    &second_initialize::CHECK,
    &sampling_gated::CHECK,
    &no_request_before_initialized::CHECK,
];

/// Holds that what the target declares is known: where a modern one was asked in vain, nothing that it does is
/// undeclared.
fn declarations(seen: &Transcript) -> Judgement {
    if seen.head.cell.revision.is_modern() && seen.head.facts.opening.is_null() {
        return Err(Verdict::inconclusive("what is declared is not known"));
    }
    Ok(())
}
