//! Streamable HTTP.

mod accept_parsed;
mod authenticated;
mod delete_not_allowed;
mod disconnect_survived;
mod endpoint_post_and_get;
mod get_not_allowed;
mod get_stream_or_405;
mod handshake_without_version;
mod header_names_any_case;
mod host_validated;
mod json_single_object;
mod large_body_bounded;
mod loopback_only;
mod malformed_body_survived;
mod no_broadcast;
mod no_resumption;
mod notification_accepted;
mod origin_absent_served;
mod origin_look_alike;
mod origin_no_effect;
mod origin_on_every_request;
mod origin_rejected;
mod origin_validated;
mod rebound_page;
mod refused_handshake_opens_nothing;
mod refused_input_status;
mod request_not_just_acknowledged;
mod response_accepted;
mod response_content_type;
mod response_on_own_post;
mod result_status;
mod session_id_ignored;
mod session_id_not_minted;
mod simple_content_type;
mod single_endpoint;
mod sse_ends_after_response;
mod sse_event_is_message;
mod sse_final_response;
mod sse_no_server_request;
mod sse_not_buffered;
mod unknown_method_status;
mod version_header_absent;
mod version_header_agreed;
mod version_header_invalid;
mod version_header_on_every_request;

pub(crate) use self::loopback_only::judge as listens_on_loopback;

use memchr::memmem;

use crate::check::{Check, Judgement};
use crate::probes::http::{CLEAN, is_loopback};
use crate::probes::refused_work::canary_of;
use crate::transcript::{Reply, Transcript};

/// The checks of this area, in the order of reports.
pub static CHECKS: &[&Check] = &[
    &origin_rejected::CHECK,
    &origin_validated::CHECK,
    &origin_on_every_request::CHECK,
    &origin_look_alike::CHECK,
    &host_validated::CHECK,
    &rebound_page::CHECK,
    &endpoint_post_and_get::CHECK,
    &single_endpoint::CHECK,
    &get_stream_or_405::CHECK,
    &get_not_allowed::CHECK,
    &no_broadcast::CHECK,
    &disconnect_survived::CHECK,
    &delete_not_allowed::CHECK,
    &notification_accepted::CHECK,
    &refused_input_status::CHECK,
    &response_accepted::CHECK,
    &request_not_just_acknowledged::CHECK,
    &response_content_type::CHECK,
    &json_single_object::CHECK,
    &result_status::CHECK,
    &unknown_method_status::CHECK,
    &session_id_not_minted::CHECK,
    &session_id_ignored::CHECK,
    &no_resumption::CHECK,
    &sse_event_is_message::CHECK,
    &sse_final_response::CHECK,
    &sse_no_server_request::CHECK,
    &sse_not_buffered::CHECK,
    &header_names_any_case::CHECK,
    &version_header_invalid::CHECK,
    &version_header_on_every_request::CHECK,
    &malformed_body_survived::CHECK,
    &accept_parsed::CHECK,
    &version_header_absent::CHECK,
    &simple_content_type::CHECK,
    &handshake_without_version::CHECK,
    &version_header_agreed::CHECK,
    &refused_handshake_opens_nothing::CHECK,
    &sse_ends_after_response::CHECK,
    &response_on_own_post::CHECK,
    &origin_absent_served::CHECK,
    &authenticated::CHECK,
    &large_body_bounded::CHECK,
    &loopback_only::CHECK,
    &origin_no_effect::CHECK,
];

/// Fails unless `held` where the target is on this machine; warns where it is not, because a public server
/// that tokens protect may have reason to serve the pages of every site.
pub(crate) fn accuse(
    seen: &Transcript,
    reply: &Reply<'_>,
    held: bool,
    says: impl FnOnce() -> String,
) -> Judgement {
    let host = seen
        .exchanges(CLEAN)
        .next()
        .and_then(|clean| clean.sent_header("host"));
    match host {
        Some(host) if !is_loopback(&host) => reply.advise(held, says),
        _ => reply.require(held, says),
    }
}

/// Whether an answer acknowledges and says nothing: 202 and no body.
pub(super) fn is_bare_202(reply: &Reply<'_>) -> bool {
    reply.status() == 202 && reply.body.is_empty() && reply.events.is_empty()
}

/// Whether an answer has a 2xx status.
pub(super) fn is_success(reply: &Reply<'_>) -> bool {
    (200..300).contains(&reply.status())
}

/// Holds that a call was refused for what it is. A gateway that gave up, a limit that was reached and a path that is not
/// there say nothing of it.
pub(crate) fn turned_away(reply: &Reply<'_>) -> Judgement {
    let is_there = reply.status() != 404 || reply.error().is_some();
    if reply.is_refused() && reply.status() < 500 && is_there {
        return Ok(());
    }
    Err(crate::check::Verdict::inconclusive(format!(
        "\"{}\" got {}, which is no refusal",
        reply.label,
        reply.describe()
    )))
}

/// Whether what a call fetches was asked for at the upstream trap.
pub(crate) fn carried_out(seen: &Transcript, label: &str) -> bool {
    let canary = seen.note(&canary_of(label)).unwrap_or_default().as_bytes();
    !canary.is_empty()
        && seen
            .upstream()
            .any(|request| memmem::find(request, canary).is_some())
}
