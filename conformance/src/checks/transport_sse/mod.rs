//! HTTP+SSE, the transport of 2024-11-05: a stream of events and posts beside it.

mod content_type;
mod cross_principal;
mod endpoint_event;
mod endpoint_event_first;
mod endpoints;
mod key_unpredictable;
mod loopback_only;
mod malformed_post_survived;
mod message_events;
mod origin_on_post;
mod origin_on_stream;
mod response_on_stream;
mod streams_isolated;
mod unknown_channel;

use serde_json::json;

use crate::check::{Check, Judgement, Verdict};
use crate::transcript::{Event, Reply};

/// The checks of this area, in the order of reports.
pub static CHECKS: &[&Check] = &[
    &endpoints::CHECK,
    &content_type::CHECK,
    &endpoint_event::CHECK,
    &endpoint_event_first::CHECK,
    &message_events::CHECK,
    &response_on_stream::CHECK,
    &origin_on_stream::CHECK,
    &origin_on_post::CHECK,
    &key_unpredictable::CHECK,
    &cross_principal::CHECK,
    &unknown_channel::CHECK,
    &streams_isolated::CHECK,
    &malformed_post_survived::CHECK,
    &loopback_only::CHECK,
];

/// Whether an event names the address to post to.
fn is_address(event: &Event) -> bool {
    event.kind.as_deref() == Some("endpoint")
}

/// Whether anything on the stream answers the ping that was posted: its id is its label.
fn had_effect(reply: &Reply<'_>) -> bool {
    let id = json!(format!("proofhouse-{}", reply.label));
    reply.messages().iter().any(|message| message.answers(&id))
}

/// Holds that a ping was refused by the status of the post: what is neither refused nor served proves nothing.
fn post_refused(reply: &Reply<'_>) -> Judgement {
    reply.answered()?;
    if (400..500).contains(&reply.status()) {
        return Ok(());
    }
    Err(Verdict::inconclusive(format!(
        "answered {} to \"{}\", which is no refusal, and nothing on the stream",
        reply.status(),
        reply.label
    )))
}
