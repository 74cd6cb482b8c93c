//! Resuming event streams, and what must not come along.

use serde_json::Value;

use crate::check::{Check, Judgement, Verdict};
use crate::probes::resumption::{FIRST, LATER, RESUME_FIRST};
use crate::transcript::{Reply, Transcript};

mod ended_session;
mod ends_after_response;
mod event_id_names_stream;
mod event_id_safe;
mod event_ids_unique;
mod event_ids_unique_client;
mod get_stream_without_responses;
mod guessed_ids_of_others;
mod id_before_close;
mod no_cross_principal_replay;
mod no_cross_session_replay;
mod no_cross_stream_replay;
mod no_duplicate_live;
mod priming_event;
mod replay_exact_suffix;
mod resume_by_get;
mod retry_before_close;
mod retry_integer;
mod stale_after_restart;
mod unknown_id_safe;

/// The checks of this area, in the order of reports.
pub static CHECKS: &[&Check] = &[
    &no_cross_stream_replay::CHECK,
    &no_cross_session_replay::CHECK,
    &no_cross_principal_replay::CHECK,
    &unknown_id_safe::CHECK,
    &stale_after_restart::CHECK,
    &event_ids_unique::CHECK,
    &event_id_safe::CHECK,
    &priming_event::CHECK,
    &retry_integer::CHECK,
    &replay_exact_suffix::CHECK,
    &resume_by_get::CHECK,
    &ended_session::CHECK,
    &event_id_names_stream::CHECK,
    &no_duplicate_live::CHECK,
    &ends_after_response::CHECK,
    &id_before_close::CHECK,
    &retry_before_close::CHECK,
    &get_stream_without_responses::CHECK,
    &event_ids_unique_client::CHECK,
    &guessed_ids_of_others::CHECK,
];

/// Holds that a GET that resumes a stream was dealt with: it was not too early for a target that has not noticed yet that
/// the connection before it is gone, and did not come to a limit.
fn resumed_in_peace(resumed: &Reply<'_>) -> Judgement {
    resumed.answered()?;
    if resumed.status() != 409 && resumed.status() < 500 {
        return Ok(());
    }
    Err(Verdict::inconclusive(format!(
        "GET that resumes a stream got {}",
        resumed.describe()
    )))
}

/// The first stream: work was served by events that have ids.
fn first_stream(seen: &Transcript) -> Result<Reply<'_>, Verdict> {
    seen.control(FIRST)?;
    let first = seen.reply(FIRST)?;
    if has_ids(&first) {
        return Ok(first);
    }
    Err(Verdict::not_applicable("the target gives its events no ids"))
}

fn has_ids(reply: &Reply<'_>) -> bool {
    reply
        .events
        .iter()
        .any(|event| event.id.as_deref().is_some_and(|id| !id.is_empty()))
}

/// The first stream, of which a resumption in its own session brought back the response: the control
/// without which an empty resumption elsewhere proves nothing.
fn replayed_stream(seen: &Transcript) -> Result<Reply<'_>, Verdict> {
    let first = first_stream(seen)?;
    let own = seen.reply(RESUME_FIRST)?;
    let id = first.id.clone().unwrap_or_default();
    if own.status() >= 500 {
        return Err(Verdict::inconclusive(format!(
            "GET that names an event got {}",
            own.describe()
        )));
    }
    if !answers(&own, &id) {
        return Err(Verdict::not_applicable(
            "the target replays nothing to who resumes a stream",
        ));
    }
    seen.control(LATER)?;
    Ok(first)
}

/// Whether a response to the request `id` came.
fn answers(reply: &Reply<'_>, id: &Value) -> bool {
    reply.messages().iter().any(|message| message.answers(id))
}

/// Holds that a resumption brought no response to the requests `strangers`; `what` names the resumption.
fn holds_none_of(reply: &Reply<'_>, strangers: &[&Value], what: &str) -> Judgement {
    let found = strangers.iter().any(|id| answers(reply, id));
    reply.require(!found, || {
        format!("{what} replayed the response of another stream")
    })
}
