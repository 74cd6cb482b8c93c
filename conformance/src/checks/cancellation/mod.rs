//! Cancellation.

use crate::check::{Check, Judgement};
use crate::checks::jsonrpc::survived;
use crate::jsonrpc::Message;
use crate::transcript::Transcript;

mod finished_ignored;
mod malformed_ignored;
mod race_safe;
mod server_cancels_subscriptions_only;
mod unknown_ignored;

/// The checks of this area, in the order of reports.
pub static CHECKS: &[&Check] = &[
    &unknown_ignored::CHECK,
    &finished_ignored::CHECK,
    &malformed_ignored::CHECK,
    &race_safe::CHECK,
    &server_cancels_subscriptions_only::CHECK,
];

/// Holds that the target works on after the cancellations under `label` and answered none of them. What
/// an HTTP refusal says in its body is no response.
fn ignored(seen: &Transcript, label: &str, what: &str) -> Judgement {
    survived(seen, "cancel", what)?;
    seen.exchange(label)?;
    for reply in seen.exchanges(label) {
        let explains = reply.status() >= 400 && reply.events.is_empty();
        let answered = !explains && reply.messages().iter().any(Message::is_response);
        reply.advise(!answered, || format!("a response came to {what}"))?;
    }
    Ok(())
}
