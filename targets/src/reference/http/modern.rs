//! Requests of the modern era: stateless, each judged by what it carries.

use std::sync::Arc;

use http::StatusCode;
use serde_json::{Map, Value};
use tokio::sync::mpsc;

use super::{Answer, Draft, Exchange, accepted, headers, reply};
use crate::behaviour::{FeatureBehaviour, HeaderCheck, HttpBehaviour, VersionBehaviour};
use crate::reference::Server;
use crate::reference::call::{Call, Outlet};
use crate::reference::features;
use crate::reference::message::{Failure, HEADER_MISMATCH, INTERNAL_ERROR, INVALID_PARAMS, METHOD_NOT_FOUND};
use crate::reference::metadata::{self, Metadata};
use crate::reference::revision::Revision;

/// Notifications that a slow client may fall behind before the work waits for it.
const BEHIND: usize = 32;

pub(super) async fn request(
    exchange: &Exchange<'_>,
    id: Value,
    method: String,
    params: Map<String, Value>,
) -> Answer {
    let server = exchange.server;
    if is_refused_outright(exchange) {
        return Draft::text(StatusCode::NOT_FOUND, "there is no such session or event").into();
    }
    let given = params.clone();
    let call = match read(exchange, id.clone(), method.clone(), params) {
        Ok(call) => call,
        Err(failure) => {
            if failure.code == HEADER_MISMATCH && server.behaviour.headers == HeaderCheck::AfterWork {
                carry_out(exchange, id.clone(), method.clone(), given).await;
            }
            let status = match server.behaviour.version {
                VersionBehaviour::MetaMissingStatusOk if failure.code == INVALID_PARAMS => StatusCode::OK,
                _ => status_of(&failure),
            };
            return Draft::message(server, status, server.failed(Some(&id), &method, &failure)).into();
        }
    };
    if let Err(failure) = features::admit(server, &call) {
        return Draft::message(server, status_of(&failure), server.respond(&call, Err(failure))).into();
    }
    if call.method == "subscriptions/listen"
        && server.behaviour.features == FeatureBehaviour::ListenAnswersJson
    {
        return Draft::message(server, StatusCode::OK, features::acknowledgment(server, &call)).into();
    }
    if features::streams(&call) {
        return stream(server, call);
    }
    if features::is_ignored(server, &call) {
        return Draft::empty(StatusCode::ACCEPTED).into();
    }
    let outcome = features::perform(server, &call).await;
    let status = outcome.as_ref().map_or_else(status_of, |_| StatusCode::OK);
    let mut response = server.respond(&call, outcome);
    if super::sessions::Sessions::keeps_by_id(server, &call) {
        response = server.sessions.exchange(response).await;
    }
    Draft::message(server, status, response).into()
}

/// Does what a call asks, and keeps the answer back: what the flaw does before it refuses.
async fn carry_out(exchange: &Exchange<'_>, id: Value, method: String, params: Map<String, Value>) {
    let server = exchange.server;
    let metadata = metadata::read(server, &exchange.connection, &params);
    let Some(metadata) = metadata.ok().filter(|_| method == "tools/call") else {
        return;
    };
    let call = call_of(exchange, Revision::July2026, metadata, id, method, params);
    if features::admit(server, &call).is_ok() {
        let _ = features::perform(server, &call).await;
    }
}

/// What earlier revisions put into headers means nothing here, except to two flaws.
fn is_refused_outright(exchange: &Exchange<'_>) -> bool {
    let carries = |name: &str| exchange.parts.headers.contains_key(name);
    if exchange.server.behaviour.version == VersionBehaviour::HandshakeBinds {
        return exchange.connection.has_sessions() && !carries("mcp-session-id");
    }
    match exchange.server.behaviour.http {
        HttpBehaviour::ModernSessionIdRefused => carries("mcp-session-id"),
        HttpBehaviour::LastEventIdRefused => carries("last-event-id"),
        _ => false,
    }
}

/// Checks metadata and headers. One defect a request is expected; the order among several is ours.
fn read(
    exchange: &Exchange<'_>,
    id: Value,
    method: String,
    params: Map<String, Value>,
) -> Result<Call, Failure> {
    let server = exchange.server;
    if server.behaviour.slim && method == "initialize" {
        return Err(metadata::refuse_handshake(server, &params));
    }
    let version = metadata::declared_version(server, &exchange.connection, &params)?;
    headers::check_version(exchange, &version)?;
    let revision = metadata::check_version(server, &version)?;
    let metadata = metadata::read(server, &exchange.connection, &params)?;
    headers::check_request(exchange, &method, &params)?;
    Ok(call_of(exchange, revision, metadata, id, method, params))
}

fn call_of(
    exchange: &Exchange<'_>,
    revision: Revision,
    metadata: Metadata,
    id: Value,
    method: String,
    params: Map<String, Value>,
) -> Call {
    Call {
        revision,
        id,
        method,
        params,
        caller: exchange.caller.clone(),
        follows: exchange.follows,
        capabilities: metadata.capabilities,
        log_level: metadata.log_level,
        memory: None,
        outlet: Outlet::None,
    }
}

fn status_of(failure: &Failure) -> StatusCode {
    match failure.code {
        METHOD_NOT_FOUND => StatusCode::NOT_FOUND,
        INTERNAL_ERROR => StatusCode::INTERNAL_SERVER_ERROR,
        _ => StatusCode::BAD_REQUEST,
    }
}

/// Answers with a stream. A client that closes it has cancelled the request.
fn stream(server: &Arc<Server>, mut call: Call) -> Answer {
    let (sender, receiver) = mpsc::channel(BEHIND);
    call.outlet = Outlet::Channel(sender.clone());
    let worker = Arc::clone(server);
    server.spawn(async move {
        let outcome = tokio::select! {
            outcome = features::perform(&worker, &call) => outcome,
            () = sender.closed() => return,
        };
        // A client that left gets nothing.
        let _ = sender.send(worker.respond(&call, outcome)).await;
    });
    reply::live(server, receiver)
}

/// The core protocol has no notifications from client to server over HTTP. They are accepted and mean nothing.
pub(super) fn notification(exchange: &Exchange<'_>) -> Answer {
    accepted(exchange.server)
}
