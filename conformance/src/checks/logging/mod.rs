//! Log messages and their levels.

use crate::check::{Check, Judgement, Verdict};
use crate::probes::logging::ALIVE;
use crate::transcript::Transcript;

mod invalid_level;
mod levels_accepted;
mod message_schema;
mod silent_without_opt_in;

/// The checks of this area, in the order of reports.
pub static CHECKS: &[&Check] = &[
    &levels_accepted::CHECK,
    &invalid_level::CHECK,
    &silent_without_opt_in::CHECK,
    &message_schema::CHECK,
];

/// Holds that logging was declared and the conversation could be held.
fn declared(seen: &Transcript) -> Judgement {
    if !seen.head.facts.declares("logging") {
        return Err(Verdict::not_applicable("the target declares no logging"));
    }
    seen.control(ALIVE)
}
