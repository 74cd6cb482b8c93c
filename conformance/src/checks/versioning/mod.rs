//! Versions on each request, and what is left of the handshake.

mod advertised_usable;
mod eras_equally_protected;
mod exact_match;
mod handshake_error_names_versions;
mod handshake_refused;
mod handshake_selects_legacy;
mod known_but_unsupported;
mod lists_agree;
mod modern_beside_handshake;
mod removed_methods;
mod unsupported_code;
mod unsupported_list;
mod unsupported_requested;
mod unsupported_status;

use crate::check::{Check, Verdict};
use crate::jsonrpc::UNSUPPORTED_VERSION;
use crate::probes::versioning::{SERVED, UNKNOWN_VERSIONS};
use crate::transcript::{Reply, Transcript};

/// The checks of this area, in the order of reports.
pub static CHECKS: &[&Check] = &[
    &unsupported_code::CHECK,
    &unsupported_status::CHECK,
    &unsupported_requested::CHECK,
    &unsupported_list::CHECK,
    &known_but_unsupported::CHECK,
    &exact_match::CHECK,
    &lists_agree::CHECK,
    &advertised_usable::CHECK,
    &removed_methods::CHECK,
    &handshake_refused::CHECK,
    &handshake_error_names_versions::CHECK,
    &handshake_selects_legacy::CHECK,
    &eras_equally_protected::CHECK,
    &modern_beside_handshake::CHECK,
];

/// The answers to versions that were never published, each with its version.
pub(super) fn answers(seen: &Transcript) -> Result<Vec<(Reply<'_>, &'static str)>, Verdict> {
    seen.control(SERVED)?;
    UNKNOWN_VERSIONS
        .iter()
        .map(|(label, version)| Ok((seen.reply(label)?, *version)))
        .collect()
}

/// The same, where each is the error that says so; an answer of another kind is another check's.
pub(super) fn errors(seen: &Transcript) -> Result<Vec<(Reply<'_>, &'static str)>, Verdict> {
    let answers = answers(seen)?;
    for (reply, version) in &answers {
        if reply.error_code() != Some(UNSUPPORTED_VERSION) {
            let why = format!(
                "the answer to version {version} was {}, not {UNSUPPORTED_VERSION}",
                reply.describe()
            );
            return Err(Verdict::inconclusive(why));
        }
    }
    Ok(answers)
}
