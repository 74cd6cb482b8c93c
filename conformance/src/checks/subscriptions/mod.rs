//! Subscriptions.

use serde_json::Value;

use crate::check::{Check, Verdict};
use crate::jsonrpc::Message;
use crate::probes::changes::seen as changes;
use crate::probes::changes::{OWN_CHANGE, OWN_LISTEN};
use crate::probes::features::ALIVE;
use crate::probes::features::subscriptions::{ACKNOWLEDGED, LISTEN};
use crate::transcript::{Reply, Transcript};

mod acknowledged_first;
mod acknowledged_subset;
mod bounded;
mod ended_stay_silent;
mod filter_required;
mod id_collision;
mod id_on_everything;
mod id_value;
mod isolation_principal;
mod none_after_reconnect;
mod only_requested_types;
mod only_requested_uris;
mod request_scoped_excluded;
mod served_when_advertised;
mod several_at_once;
mod stream_over_http;
mod token_required;
mod unauthorised_uri;
mod unsupported_omitted;

/// The checks of this area, in the order of reports.
pub static CHECKS: &[&Check] = &[
    &served_when_advertised::CHECK,
    &acknowledged_first::CHECK,
    &acknowledged_subset::CHECK,
    &unsupported_omitted::CHECK,
    &id_on_everything::CHECK,
    &id_value::CHECK,
    &stream_over_http::CHECK,
    &token_required::CHECK,
    &request_scoped_excluded::CHECK,
    &filter_required::CHECK,
    &bounded::CHECK,
    &only_requested_uris::CHECK,
    &only_requested_types::CHECK,
    &several_at_once::CHECK,
    &id_collision::CHECK,
    &ended_stay_silent::CHECK,
    &none_after_reconnect::CHECK,
    &isolation_principal::CHECK,
    &unauthorised_uri::CHECK,
];

/// What came for a request to listen.
struct Subscription<'t> {
    reply: Reply<'t>,
    /// The request.
    sent: Value,
    /// Everything that came and was JSON, in order.
    messages: Vec<Message>,
}

/// The member of `_meta` that names the subscription.
const ID: &str = "io.modelcontextprotocol/subscriptionId";

impl Subscription<'_> {
    fn acknowledgment(&self) -> Option<&Message> {
        self.messages
            .iter()
            .find(|message| message.method() == Some(ACKNOWLEDGED))
    }

    fn response(&self) -> Option<&Message> {
        self.messages
            .iter()
            .find(|message| message.answers(&self.sent["id"]))
    }
}

/// The request under `label` and what came for it.
fn requested<'t>(seen: &'t Transcript, label: &str) -> Result<Subscription<'t>, Verdict> {
    seen.control(ALIVE)?;
    let Ok(reply) = seen.exchange(label) else {
        return match (seen.note("halt"), label) {
            (Some(why), _) => Err(Verdict::inconclusive(format!(
                "the conversation ended early: {why}"
            ))),
            (None, LISTEN) => Err(Verdict::not_applicable(
                "the target advertises nothing to listen to",
            )),
            (None, _) => Err(Verdict::not_applicable(
                "there is nothing of the kind to listen to",
            )),
        };
    };
    let sent = reply.sent_message().value.clone().unwrap_or_default();
    let messages = reply
        .messages()
        .iter()
        .filter(|message| message.value.is_some())
        .cloned()
        .collect();
    Ok(Subscription {
        reply,
        sent,
        messages,
    })
}

/// The same, where the subscription was acknowledged.
fn granted<'t>(seen: &'t Transcript, label: &str) -> Result<Subscription<'t>, Verdict> {
    let subscription = requested(seen, label)?;
    if subscription.acknowledgment().is_none() {
        let got = subscription.reply.describe();
        return Err(Verdict::inconclusive(format!(
            "no acknowledgment came for \"{label}\", but {got}"
        )));
    }
    Ok(subscription)
}

/// That the first user changed something of their own and was told of it; its URI.
fn told_of_own(seen: &Transcript) -> Result<&str, Verdict> {
    let uri = changes::changed(seen)?;
    changes::was_made(seen, OWN_CHANGE)?;
    if changes::told_uris(seen, OWN_LISTEN)
        .iter()
        .any(|told| told == uri)
    {
        Ok(uri)
    } else {
        Err(Verdict::inconclusive(
            "the user whose resource changed was not told of it",
        ))
    }
}

/// The parameters of a message.
fn params(message: &Message) -> &Value {
    message.member("params").unwrap_or(&Value::Null)
}
