//! Subscriptions.

use serde_json::Value;

use crate::check::{Check, Verdict};
use crate::jsonrpc::Message;
use crate::probes::features::ALIVE;
use crate::probes::features::subscriptions::{ACKNOWLEDGED, LISTEN};
use crate::transcript::{Reply, Transcript};

mod acknowledged_first;
mod acknowledged_subset;
mod bounded;
mod filter_required;
mod id_on_everything;
mod id_value;
mod request_scoped_excluded;
mod served_when_advertised;
mod stream_over_http;
mod token_required;
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

/// The parameters of a message.
fn params(message: &Message) -> &Value {
    message.member("params").unwrap_or(&Value::Null)
}
