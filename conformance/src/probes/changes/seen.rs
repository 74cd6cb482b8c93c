//! Reading conversations in which a resource changes.

use serde_json::Value;

use super::{ALIVE, CHANGE, CHANGED, LISTEN, NEWS, NEWS_UNHEARD, UPDATED, updated};
use crate::check::{Judgement, Verdict};
use crate::checks::absent;
use crate::jsonrpc::Message;
use crate::probes::features::subscriptions::ACKNOWLEDGED;
use crate::revision::Transport;
use crate::transcript::{End, Reply, Transcript};

/// What names the subscription of a notification.
const ID: &str = "io.modelcontextprotocol/subscriptionId";

/// The URI of the resource that changes.
pub fn changed(seen: &Transcript) -> Result<&str, Verdict> {
    if !seen.head.facts.declares("resources.subscribe") {
        return Err(Verdict::not_applicable(
            "the target declares no subscriptions to resources",
        ));
    }
    let uri = seen.note(CHANGED);
    let uri = uri.ok_or_else(|| absent(seen, "nothing that changes is declared"))?;
    seen.control(ALIVE)?;
    Ok(uri)
}

/// That the calls that change it were carried out.
pub fn was_made(seen: &Transcript, label: &str) -> Judgement {
    seen.control(label)?;
    match seen.exchanges(label).find(|reply| !reply.is_done()) {
        None => Ok(()),
        Some(reply) => Err(Verdict::inconclusive(format!(
            "the call that changes the resource got {}",
            reply.describe()
        ))),
    }
}

/// Whether the subscription under `label` was acknowledged, with anything in it.
pub fn acknowledged(seen: &Transcript, label: &str) -> Option<Value> {
    let reply = seen.exchanges(label).next()?;
    if !is_on_channel(seen) && reply.events.is_empty() {
        // Nothing more can come.
        return None;
    }
    acknowledgment(&reply)
}

/// What an answer to a subscription agrees to.
pub fn acknowledgment(reply: &Reply<'_>) -> Option<Value> {
    let mut messages = reply.messages().iter();
    let begun = messages.find(|message| message.method() == Some(ACKNOWLEDGED))?;
    begun.member("params").cloned()
}

/// Whether the acknowledgment of the subscription under `label` leaves a URI out.
pub fn leaves_out(seen: &Transcript, label: &str, uri: &str) -> bool {
    let agreed = acknowledged(seen, label).unwrap_or_default();
    let agreed = agreed["notifications"]["resourceSubscriptions"].as_array();
    agreed.is_some_and(|agreed| !agreed.iter().any(|agreed| agreed == uri))
}

/// Whether the target ended a stream by itself.
pub fn was_ended(seen: &Transcript, stream: &Reply<'_>) -> bool {
    !is_on_channel(seen) && matches!(stream.end, Some(End::Complete | End::Closed))
}

/// Holds that whoever listens under `label` listened on: a stream that is over is silent whatever changes.
pub fn listened_on(seen: &Transcript, label: &str) -> Judgement {
    if seen.exchanges(label).any(|stream| was_ended(seen, &stream)) {
        let why = format!("the target ended \"{label}\"");
        return Err(Verdict::inconclusive(why));
    }
    Ok(())
}

/// What came for the subscription under `label`: on channels it is told by its id, and may have come at any time.
pub fn told<'t>(seen: &'t Transcript, label: &str) -> Vec<(Reply<'t>, Message)> {
    let messages = |reply: Reply<'t>| {
        let found: Vec<Message> = reply
            .messages()
            .iter()
            .filter(|message| is_notification(message))
            .cloned()
            .collect();
        found.into_iter().map(move |message| (reply.clone(), message))
    };
    if !is_on_channel(seen) {
        return seen.exchanges(label).flat_map(messages).collect();
    }
    let Some(id) = seen.exchanges(label).next().map(|reply| sent_id(&reply)) else {
        return Vec::new();
    };
    let all = seen.all_exchanges().flat_map(messages);
    all.filter(|(_, message)| subscription(message) == id).collect()
}

fn is_on_channel(seen: &Transcript) -> bool {
    seen.head.cell.transport != Transport::StreamableHttp
}

/// A notification that subscriptions bring: it tells of a change.
fn is_notification(message: &Message) -> bool {
    let lists = [
        "notifications/tools/list_changed",
        "notifications/prompts/list_changed",
        "notifications/resources/list_changed",
    ];
    message
        .method()
        .is_some_and(|method| method == UPDATED || lists.contains(&method))
}

/// The id of the request that was sent.
pub fn sent_id(reply: &Reply<'_>) -> Value {
    reply.sent_message().member("id").cloned().unwrap_or_default()
}

/// The subscription that a message names.
pub fn subscription(message: &Message) -> Value {
    let params = message.member("params").unwrap_or(&Value::Null);
    params["_meta"][ID].clone()
}

/// The resources that a subscription was told of.
pub fn told_uris(seen: &Transcript, label: &str) -> Vec<String> {
    let told = told(seen, label);
    let uris = told.iter().filter_map(|(_, message)| updated(message));
    uris.map(str::to_owned).collect()
}

/// That a change was made, and whoever listens for it under `label` was told.
pub fn was_told(seen: &Transcript, label: &str) -> Judgement {
    let uri = changed(seen)?;
    was_made(seen, CHANGE)?;
    if acknowledged(seen, label).is_none() {
        return Err(match seen.exchanges(label).next() {
            Some(reply) => Verdict::inconclusive(format!("\"{label}\" got {}", reply.describe())),
            None => absent(seen, "there is nothing else to listen for"),
        });
    }
    if told_uris(seen, label).iter().any(|told| covers(uri, told)) {
        Ok(())
    } else {
        Err(Verdict::inconclusive(format!(
            "\"{label}\" was not told of the change"
        )))
    }
}

/// Whether an answer tells of a change of a resource.
pub fn tells(reply: &Reply<'_>, uri: &str) -> bool {
    told_count(reply, uri) > 0
}

fn told_count(reply: &Reply<'_>, uri: &str) -> usize {
    let told = reply.messages().iter().filter_map(updated);
    told.filter(|told| covers(uri, told)).count()
}

/// Holds that a client of an older revision has somewhere to be told, and that it is told apart from others.
pub fn may_be_told(seen: &Transcript) -> Judgement {
    let facts = &seen.head.facts;
    if seen.head.cell.transport == Transport::StreamableHttp && !facts.sessions {
        return Err(Verdict::not_applicable(
            "without sessions no stream belongs to a subscription",
        ));
    }
    if seen.exchanges(NEWS).any(|news| !news.is_success()) {
        return Err(Verdict::not_applicable(
            "the target opens no stream that it could tell on",
        ));
    }
    Ok(())
}

/// Whether whoever subscribed to the resource was told of a change of it after that.
pub fn is_told_to_subscriber(seen: &Transcript, uri: &str) -> bool {
    let Ok(change) = seen.exchange(CHANGE) else {
        return false;
    };
    let unheard = seen.note(NEWS_UNHEARD).and_then(|count| count.parse().ok());
    let is_told = |reply: Reply<'_>| match reply.label {
        // A stream was opened before, and goes on.
        NEWS => told_count(&reply, uri) > unheard.unwrap_or(0),
        LISTEN => tells(&reply, uri),
        _ => reply.exchange >= change.exchange && tells(&reply, uri),
    };
    seen.all_exchanges().any(is_told)
}

/// Whether a URI is another one or lies below it.
pub fn covers(listened: &str, uri: &str) -> bool {
    uri.strip_prefix(listened)
        .is_some_and(|rest| rest.is_empty() || listened.ends_with('/') || rest.starts_with(['/', '?', '#']))
}
