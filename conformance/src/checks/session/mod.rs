//! Sessions and who they belong to.

pub(crate) use self::id_unpredictable::{LONGEST_NUMBER, unpredictable};

use crate::check::{Check, Judgement, Verdict};
use crate::probes::crossed::{
    DISTINCT, FIRST_WORKS, SCHEDULE, SECOND_WORKS, SHARED, SMALLEST, strange_answer,
};
use crate::probes::sessions::{END, OWNER};
use crate::probes::workers::ELSEWHERE;
use crate::transcript::{End, Reply, Transcript};

mod abandoned_bounded;
mod bad_token_in_session;
mod bound_on_every_worker;
mod bound_to_principal_delete;
mod bound_to_principal_get;
mod bound_to_principal_post;
mod bound_to_principal_response;
mod delete_during_call;
mod delete_isolated;
mod delete_status;
mod ended_on_every_worker;
mod event_injection;
mod every_request_verified;
mod fixation;
mod id_accepted;
mod id_in_header_only;
mod id_missing;
mod id_not_a_credential;
mod id_not_deterministic;
mod id_unique;
mod id_unknown;
mod id_unpredictable;
mod id_visible_ascii;
mod init_without_id;
mod negotiation_isolated;
mod refused_opens_none;
mod same_id_calls;
mod same_id_requests;
mod stateless_consistent;
mod streams_isolated;
mod terminated_delete;
mod terminated_get;
mod terminated_post;
mod verified_on_every_worker;

/// The checks of this area, in the order of reports.
pub static CHECKS: &[&Check] = &[
    &bound_to_principal_post::CHECK,
    &bound_to_principal_get::CHECK,
    &bound_to_principal_delete::CHECK,
    &bound_to_principal_response::CHECK,
    &streams_isolated::CHECK,
    &same_id_requests::CHECK,
    &same_id_calls::CHECK,
    &id_not_a_credential::CHECK,
    &bad_token_in_session::CHECK,
    &every_request_verified::CHECK,
    &fixation::CHECK,
    &id_unpredictable::CHECK,
    &id_not_deterministic::CHECK,
    &id_unique::CHECK,
    &id_visible_ascii::CHECK,
    &id_missing::CHECK,
    &id_unknown::CHECK,
    &id_accepted::CHECK,
    &terminated_post::CHECK,
    &terminated_get::CHECK,
    &terminated_delete::CHECK,
    &delete_isolated::CHECK,
    &delete_during_call::CHECK,
    &delete_status::CHECK,
    &negotiation_isolated::CHECK,
    &init_without_id::CHECK,
    &id_in_header_only::CHECK,
    &abandoned_bounded::CHECK,
    &refused_opens_none::CHECK,
    &bound_on_every_worker::CHECK,
    &verified_on_every_worker::CHECK,
    &ended_on_every_worker::CHECK,
    &event_injection::CHECK,
    &stateless_consistent::CHECK,
];

/// The ids of many handshakes, as they came, without surrounding white space.
fn issued(seen: &Transcript, label: &str) -> Result<Vec<Vec<u8>>, Verdict> {
    seen.control(label)?;
    let replies: Vec<_> = seen.exchanges(label).collect();
    let ids: Vec<_> = replies
        .iter()
        .filter_map(|reply| reply.header_bytes("mcp-session-id"))
        .collect();
    if ids.is_empty() {
        return Err(Verdict::not_applicable("the handshakes issued no session ids"));
    }
    Ok(ids.into_iter().map(<[u8]>::to_vec).collect())
}

/// Holds that the session worked until DELETE ended it.
fn ended(seen: &Transcript) -> Judgement {
    seen.control(OWNER)?;
    let end = seen.reply(END)?;
    match end.status() {
        200..300 => Ok(()),
        405 => Err(Verdict::not_applicable(
            "the target does not let clients end sessions",
        )),
        _ => Err(Verdict::inconclusive(format!(
            "DELETE of a session got {}",
            end.describe()
        ))),
    }
}

/// Holds that a request in an ended session got 404; `what` names the request.
fn gone(reply: &Reply<'_>, what: &str) -> Judgement {
    reply.answered()?;
    reply.require(reply.status() == 404, || {
        format!("answered {} to {what} in an ended session", reply.describe())
    })
}

/// Whether a GET opened a stream.
pub(crate) fn is_listening(reply: &Reply<'_>) -> bool {
    reply.is_success() && reply.media_type() == "text/event-stream"
}

/// Holds that a stream was there until we left it: on one that the target has ended nothing can stray.
pub(crate) fn listened_on(stream: &Reply<'_>) -> Judgement {
    match stream.end {
        Some(End::Complete | End::Closed) => Err(Verdict::inconclusive(
            "the target ended the stream that was listened to",
        )),
        _ => Ok(()),
    }
}

/// Holds that each of the requests that two clients sent under equal ids got its own answer.
pub(crate) fn own_answers(seen: &Transcript) -> Judgement {
    seen.control(FIRST_WORKS)?;
    seen.control(SECOND_WORKS)?;
    seen.exchange(SHARED)?;
    let order = seen.note(SMALLEST).or(seen.note(SCHEDULE)).unwrap_or_default();
    for reply in seen.exchanges(SHARED) {
        let asked = reply.sent_method().unwrap_or_default();
        if let Some(other) = strange_answer(&reply) {
            return Err(Verdict::Fail(reply.finding(format!(
                "{asked} got the answer to {other} of another client that used the same id, in this order: {order}"
            ))));
        }
    }
    for reply in seen.exchanges(SHARED) {
        reply.answered()?;
        let asked = reply.sent_method().unwrap_or_default();
        if !reply.is_served() {
            // Without equal ids, as many requests at once were served in the same order.
            seen.control(DISTINCT)?;
        }
        reply.require(reply.is_served() || reply.status() >= 429, || {
            format!(
                "{asked} got {} while another client used the same id",
                reply.describe()
            )
        })?;
        if !reply.is_served() {
            return Err(Verdict::inconclusive(format!("{asked} got {}", reply.describe())));
        }
    }
    Ok(())
}

/// Holds that the workers of the deployment know each other's sessions.
fn shared_by_workers(seen: &Transcript) -> Judgement {
    if seen.reply(ELSEWHERE)?.is_refused() {
        return Err(Verdict::not_applicable(
            "the workers do not know each other's sessions",
        ));
    }
    Ok(())
}
