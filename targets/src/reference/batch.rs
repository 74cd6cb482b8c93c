//! Arrays of messages, which 2025-03-26 takes as one input.

use serde_json::{Map, Value};

use super::Server;
use super::call::Call;
use super::features;
use super::message::{self, Failure, INVALID_REQUEST, Incoming};
use crate::behaviour::BatchBehaviour;

/// One member of an array.
pub(crate) enum Item {
    /// A request to answer.
    Request {
        id: Value,
        method: String,
        params: Map<String, Value>,
    },
    /// A notification or response.
    Other(Incoming),
    /// The error response to what is no message, or must stand alone.
    Refused(Value),
}

/// Reads one member.
pub(crate) fn read(server: &Server, item: Value) -> Item {
    match message::classify(item, server.behaviour.message) {
        Ok(Incoming::Request { id, method, .. }) if method == "initialize" => {
            let failure = Failure::new(INVALID_REQUEST, "initialize stands alone");
            Item::Refused(server.failed(Some(&id), &method, &failure))
        }
        Ok(Incoming::Request { id, method, params }) => Item::Request { id, method, params },
        Ok(other) => Item::Other(other),
        Err(refused) => Item::Refused(server.failed(refused.id.as_ref(), "", &refused.failure)),
    }
}

/// Answers one request of an array; nothing is said of its progress.
pub(crate) async fn answer(server: &Server, call: &Call) -> Option<Value> {
    if features::is_ignored(server, call) {
        return None;
    }
    let outcome = match features::admit(server, call) {
        Ok(()) => features::perform(server, call).await,
        Err(failure) => Err(failure),
    };
    if outcome.is_err() && server.behaviour.batch == BatchBehaviour::ErrorsLeftOut {
        return None;
    }
    Some(server.respond(call, outcome))
}
