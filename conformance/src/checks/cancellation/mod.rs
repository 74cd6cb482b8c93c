//! Cancellation.

use crate::check::{Check, Judgement};
use crate::checks::jsonrpc::{is_answered, survived};
use crate::transcript::Transcript;

mod cancelled_unanswered;
mod finished_ignored;
mod malformed_ignored;
mod race_safe;
mod server_cancels_subscriptions_only;
mod session_scoped;
mod unknown_ignored;

/// The checks of this area, in the order of reports.
pub static CHECKS: &[&Check] = &[
    &unknown_ignored::CHECK,
    &finished_ignored::CHECK,
    &malformed_ignored::CHECK,
    &race_safe::CHECK,
    &server_cancels_subscriptions_only::CHECK,
    &session_scoped::CHECK,
    &cancelled_unanswered::CHECK,
];

/// Holds that the target works on after the cancellations under `label` and answered none of them.
fn ignored(seen: &Transcript, label: &str, what: &str) -> Judgement {
    survived(seen, label, what)?;
    seen.exchange(label)?;
    for reply in seen.exchanges(label) {
        reply.advise(!is_answered(seen, &reply), || {
            format!("a response came to {what}")
        })?;
    }
    Ok(())
}
