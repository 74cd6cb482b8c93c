//! Modern subscriptions: one request, one stream of notifications.

use std::sync::PoisonError;

use serde_json::{Map, Value, json};
use tokio::sync::broadcast::error::RecvError;

use super::resources;
use crate::behaviour::{FeatureBehaviour, TellBehaviour};
use crate::reference::Server;
use crate::reference::call::Call;
use crate::reference::message::{self, Failure};
use crate::reference::metadata::SUBSCRIPTION_ID;

const ACKNOWLEDGED: &str = "notifications/subscriptions/acknowledged";
/// URIs that one subscription may name.
const MOST_URIS: usize = 100;

/// The URIs of the filter that this server can watch, or nothing if no URIs were asked for.
///
/// The lists never change, so the list notifications are not supported and not acknowledged.
pub(super) fn filter(server: &Server, call: &Call) -> Result<Option<Vec<String>>, Failure> {
    let optional = server.behaviour.features == FeatureBehaviour::FilterOptional;
    if optional && !call.params.contains_key("notifications") {
        return Ok(Some(resources::uris()));
    }
    let Some(wanted) = call.params.get("notifications").and_then(Value::as_object) else {
        return Err(Failure::invalid_params("notifications must be an object"));
    };
    for name in ["toolsListChanged", "promptsListChanged", "resourcesListChanged"] {
        if wanted.get(name).is_some_and(|value| !value.is_boolean()) {
            return Err(Failure::invalid_params(format!("{name} must be a boolean")));
        }
    }
    watched(server, call, wanted)
}

fn watched(
    server: &Server,
    call: &Call,
    wanted: &Map<String, Value>,
) -> Result<Option<Vec<String>>, Failure> {
    let Some(uris) = wanted.get("resourceSubscriptions") else {
        return Ok(None);
    };
    let wrong = || Failure::invalid_params("resourceSubscriptions must be an array of at most 100 strings");
    let unbounded = server.behaviour.features == FeatureBehaviour::DiesOnLongFilter;
    let uris = uris
        .as_array()
        .filter(|uris| uris.len() <= MOST_URIS || unbounded)
        .ok_or_else(wrong)?;
    let uris: Option<Vec<&str>> = uris.iter().map(Value::as_str).collect();
    let known = uris
        .ok_or_else(wrong)?
        .into_iter()
        .filter(|uri| resources::is_listened_for(server, call, uri));
    Ok(Some(known.map(str::to_owned).collect()))
}

/// What the client is told that it will hear of.
fn acknowledged(call: &Call, uris: Option<&[String]>) -> Value {
    let mut agreed = json!({});
    if let Some(uris) = uris {
        agreed["resourceSubscriptions"] = json!(uris);
    }
    json!({"_meta": {SUBSCRIPTION_ID: call.id}, "notifications": agreed})
}

/// The acknowledgment as a message of its own, for the flaw that sends nothing else.
pub(crate) fn acknowledgment(server: &Server, call: &Call) -> Value {
    let uris = filter(server, call).unwrap_or_default();
    message::notification(ACKNOWLEDGED, acknowledged(call, uris.as_deref()))
}

/// Acknowledges, then reports changes until the client leaves or the server ends.
pub(super) async fn listen(server: &Server, call: &Call) -> Result<Value, Failure> {
    let uris = filter(server, call)?;
    // Subscribed before the acknowledgement, so that no change after it is missed.
    let mut changes = server.changes.subscribe();
    let mut ending = server.ending.subscribe();
    let meta = json!({SUBSCRIPTION_ID: call.id});
    let told_as = match server.behaviour.telling {
        TellBehaviour::UnderFirstId => json!({SUBSCRIPTION_ID: first_id(server, call)}),
        _ => meta.clone(),
    };
    let turn = take_turn(server, call, uris.as_deref().unwrap_or_default());
    call.outlet
        .notify(ACKNOWLEDGED, acknowledged(call, uris.as_deref()))
        .await;
    let uris = uris.unwrap_or_default();
    loop {
        let change = tokio::select! {
            change = changes.recv() => change,
            _ = ending.wait_for(|ended| *ended) => break,
        };
        match change {
            Ok(uri) if resources::is_told(server, &uris, &uri) && turn.is_mine(server) => {
                let params = json!({"_meta": told_as, "uri": uri});
                call.outlet.notify(resources::UPDATED, params).await;
            }
            Ok(_) | Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => break,
        }
    }
    Ok(json!({"_meta": meta}))
}

/// The id of the first subscription, which one flaw gives to all.
fn first_id(server: &Server, call: &Call) -> Value {
    server.first_listener.get_or_init(|| call.id.clone()).clone()
}

/// Which of the subscriptions under one name this is; it matters to one flaw.
struct Turn {
    name: Option<String>,
    number: u64,
}

impl Turn {
    fn is_mine(&self, server: &Server) -> bool {
        let Some(name) = &self.name else { return true };
        let turns = server.turns.lock().unwrap_or_else(PoisonError::into_inner);
        turns.get(name) == Some(&self.number)
    }
}

/// Remembers what flaws remember of a subscription.
fn take_turn(server: &Server, call: &Call, uris: &[String]) -> Turn {
    let telling = server.behaviour.telling;
    if telling == TellBehaviour::Remembered {
        let mut listened = server.listened.lock().unwrap_or_else(PoisonError::into_inner);
        listened.extend(uris.iter().cloned());
    }
    let name = call.id.as_str().filter(|_| telling == TellBehaviour::ByName);
    let name = name.map(str::to_owned);
    let mut turns = server.turns.lock().unwrap_or_else(PoisonError::into_inner);
    let number = name.clone().map_or(0, |name| {
        let number = turns.entry(name).or_default();
        *number += 1;
        *number
    });
    Turn { name, number }
}
