//! Requests of the legacy era: a handshake opens a session, and everything else happens in it.

use std::sync::Arc;

use http::StatusCode;
use http::header::HeaderName;
use serde_json::{Map, Value};

use super::sessions::Session;
use super::streams::Guard;
use super::{Answer, Draft, Exchange, VERSION_HEADER, accepted, accepts, header, reply};
use crate::behaviour::{BatchBehaviour, Crossing, FeatureBehaviour, HttpBehaviour, Replay, SessionLookup};
use crate::reference::Server;
use crate::reference::batch;
use crate::reference::call::{Call, Memory, Outlet};
use crate::reference::features;
use crate::reference::message::{self, Failure, INVALID_REQUEST, Incoming, Outcome};
use crate::reference::revision::Revision;

const SESSION_HEADER: HeaderName = HeaderName::from_static("mcp-session-id");

pub(super) async fn request(
    exchange: &Exchange<'_>,
    id: Value,
    method: String,
    params: Map<String, Value>,
) -> Answer {
    let server = exchange.server;
    if method == "initialize" {
        return initialize(exchange, &id, &params);
    }
    let session = match check_version(exchange).and_then(|()| session(exchange)) {
        Ok(session) => session,
        Err((status, reason)) => {
            let failure = Failure::new(INVALID_REQUEST, reason);
            return Draft::message(server, status, server.failed(Some(&id), &method, &failure)).into();
        }
    };
    let call = call(exchange, &session, id, method, params);
    if let Err(failure) = features::admit(server, &call) {
        return Draft::message(server, StatusCode::OK, server.respond(&call, Err(failure))).into();
    }
    if features::is_ignored(server, &call) {
        return Draft::empty(StatusCode::ACCEPTED).into();
    }
    if features::streams(&call) {
        return stream(exchange, &session, call);
    }
    let outcome = features::perform(server, &call).await;
    let mut response = server.respond(&call, outcome);
    if super::sessions::Sessions::keeps_by_id(server, &call) {
        response = server.sessions.exchange(response).await;
    }
    if server.behaviour.session.crossing == Crossing::ListsTraded
        && matches!(call.method.as_str(), "resources/list" | "prompts/list")
    {
        response = server.sessions.trade(&session.id, response).await;
    }
    Draft::message(server, StatusCode::OK, response).into()
}

/// The session that a post belongs to, if its revision takes an array as one input.
pub(super) fn batching_session(exchange: &Exchange<'_>) -> Option<Arc<Session>> {
    check_version(exchange).ok()?;
    if !exchange.server.behaviour.stateless {
        header(&exchange.parts.headers, SESSION_HEADER.as_str())?;
    }
    session(exchange)
        .ok()
        .filter(|session| session.memory.revision.has_batches())
        .filter(|_| exchange.server.behaviour.batch != BatchBehaviour::Refused)
}

/// Answers an array with an array, or with nothing if nothing in it asks for an answer.
pub(super) async fn batch(exchange: &Exchange<'_>, session: &Arc<Session>, items: Vec<Value>) -> Answer {
    let server = exchange.server;
    let flaw = server.behaviour.batch;
    let mut answers = Vec::new();
    let empty = items.is_empty();
    for item in items {
        match batch::read(server, item) {
            batch::Item::Refused(_) if flaw == BatchBehaviour::BadElementSpoils => return accepted(server),
            batch::Item::Refused(answer) => answers.push(answer),
            batch::Item::Request { id, method, params } => {
                let call = call(exchange, session, id, method, params);
                answers.extend(batch::answer(server, &call).await);
            }
            batch::Item::Other(Incoming::Notification { method, params }) => {
                notified(server, session, &method, &params);
            }
            batch::Item::Other(Incoming::Response { id, outcome }) => {
                server.sessions.answer(server, session, &id, outcome);
            }
            batch::Item::Other(Incoming::Request { .. }) => {}
        }
    }
    if answers.is_empty() && !empty && flaw != BatchBehaviour::EmptyAnswers {
        return accepted(server);
    }
    Draft::message(server, StatusCode::OK, Value::Array(answers)).into()
}

/// A request in a session, answered by one object unless it is given another outlet.
fn call(
    exchange: &Exchange<'_>,
    session: &Arc<Session>,
    id: Value,
    method: String,
    params: Map<String, Value>,
) -> Call {
    Call {
        revision: session.memory.revision,
        id,
        method,
        params,
        caller: exchange.caller.clone(),
        follows: exchange.follows,
        capabilities: Map::new(),
        log_level: session.memory.level(),
        memory: Some(Arc::clone(&session.memory)),
        outlet: Outlet::None,
    }
}

/// The handshake. An id offered by the client is not looked at; a failed handshake leaves no session.
fn initialize(exchange: &Exchange<'_>, id: &Value, params: &Map<String, Value>) -> Answer {
    let server = exchange.server;
    if let Err((status, reason)) = check_version(exchange) {
        let failure = Failure::new(INVALID_REQUEST, reason);
        return Draft::message(server, status, server.failed(Some(id), "initialize", &failure)).into();
    }
    let crossing = server.behaviour.session.crossing;
    let offered = header(&exchange.parts.headers, SESSION_HEADER.as_str());
    let is_second = offered.is_none() && exchange.connection.has_sessions();
    if crossing == Crossing::OneHandshake && is_second {
        let failure = Failure::new(INVALID_REQUEST, "this request needs an MCP-Session-Id header");
        let refusal = server.failed(Some(id), "initialize", &failure);
        return Draft::message(server, StatusCode::BAD_REQUEST, refusal).into();
    }
    let needs_version = server.behaviour.http == HttpBehaviour::HandshakeNeedsVersion;
    if needs_version && is_second && !exchange.parts.headers.contains_key(VERSION_HEADER) {
        let failure = Failure::new(
            INVALID_REQUEST,
            "this request needs an MCP-Protocol-Version header",
        );
        let refusal = server.failed(Some(id), "initialize", &failure);
        return Draft::message(server, StatusCode::BAD_REQUEST, refusal).into();
    }
    if crossing == Crossing::HandshakeSpoils
        && offered.is_some()
        && let Ok(session) = session(exchange)
    {
        session.spoil();
    }
    let outcome = features::initialize(server, params);
    let agreed = outcome.as_ref().ok().map(|(revision, _)| *revision);
    let call = Call {
        revision: agreed.unwrap_or(Revision::newest_legacy()),
        id: id.clone(),
        method: "initialize".to_owned(),
        params: params.clone(),
        caller: exchange.caller.clone(),
        follows: exchange.follows,
        capabilities: Map::new(),
        log_level: None,
        memory: None,
        outlet: Outlet::None,
    };
    let draft = Draft::message(
        server,
        StatusCode::OK,
        server.respond(&call, outcome.map(|(_, result)| result)),
    );
    if agreed.is_none() && server.behaviour.session.lookup == SessionLookup::RefusedOpens {
        server.sessions.open_unasked(server, &exchange.caller);
    }
    let opens = server.behaviour.http == HttpBehaviour::RefusedHandshakeOpens;
    let Some(agreed) = agreed.or(opens.then(Revision::newest_legacy)) else {
        return draft.into();
    };
    if server.behaviour.stateless {
        return draft.into();
    }
    let session = server.sessions.open(
        server,
        &exchange.caller,
        Memory::of(agreed, features::declared(params)),
        offered,
        &exchange.connection.sessions,
    );
    if server.behaviour.session.lookup == SessionLookup::Withheld {
        return draft.into();
    }
    draft.with(SESSION_HEADER, session.id.clone()).into()
}

/// Answers with a stream that outlives the connection: leaving is not cancelling.
fn stream(exchange: &Exchange<'_>, session: &Arc<Session>, mut call: Call) -> Answer {
    let server = exchange.server;
    let stream = session.open_stream(server, false);
    call.outlet = Outlet::Stored(Arc::clone(&stream));
    let id = call.id.clone();
    let asks = features::asks(&call);
    if server.behaviour.session.crossing == Crossing::StreamsByRequestId && asks {
        server.sessions.remember_stream(&id, &stream);
    }
    let (worker, target) = (Arc::clone(server), Arc::clone(&stream));
    let holder = Arc::clone(session);
    let work = server.spawn(async move {
        let outcome = features::perform(&worker, &call).await;
        let response = worker.respond(&call, outcome);
        if worker.behaviour.stream.responses_copied {
            holder.copy(&response);
        }
        worker.sessions.leak(&worker, &holder, &target);
        match worker.sessions.remembered_stream(&call.id) {
            Some(found) => found.append(response),
            None => target.append(response),
        }
        if worker.behaviour.features == FeatureBehaviour::ProgressTooLate {
            call.progress(FeatureBehaviour::ProgressTooLate, 1000, 1000, "after the end")
                .await;
        }
        target.finish();
    });
    session.track(id, work, Arc::clone(&stream));
    let mut reader = stream.read_after(None);
    if server.behaviour.session.crossing == Crossing::EndsWithStream && asks {
        let (server, session) = (Arc::clone(server), Arc::clone(session));
        reader.guard = Some(Guard(Box::new(move || {
            if !stream.is_finished() {
                server.sessions.end(&server, &session);
            }
        })));
    }
    reply::resumable(server, reader)
}

pub(super) fn notification(exchange: &Exchange<'_>, method: &str, params: &Map<String, Value>) -> Answer {
    match check_version(exchange).and_then(|()| session(exchange)) {
        Ok(session) => {
            notified(exchange.server, &session, method, params);
            accepted(exchange.server)
        }
        Err((status, reason)) => Draft::text(status, reason).into(),
    }
}

fn notified(server: &Server, session: &Session, method: &str, params: &Map<String, Value>) {
    if method == "notifications/initialized" {
        session.memory.questions.admit();
    }
    if method == "notifications/cancelled" {
        match params.get("requestId").filter(|id| message::is_id(id)) {
            Some(id) => server.sessions.cancel(server, session, id),
            None if server.behaviour.http == HttpBehaviour::HangsOnMalformedCancellation => {
                let _ = server.hung.set(());
            }
            None => {}
        }
    }
}

/// A response answers what was asked in its session, and nothing else. One that answers nothing is forgotten.
pub(super) fn response(exchange: &Exchange<'_>, id: &Value, outcome: Outcome) -> Answer {
    match check_version(exchange).and_then(|()| session(exchange)) {
        Ok(session) => {
            let server = exchange.server;
            server.sessions.answer(server, &session, id, outcome);
            Draft::empty(StatusCode::ACCEPTED).into()
        }
        Err((status, reason)) => Draft::text(status, reason).into(),
    }
}

/// Opens a stream for messages that belong to no request, or resumes one.
pub(super) fn get(exchange: &Exchange<'_>) -> Answer {
    let server = exchange.server;
    let event_id = header(&exchange.parts.headers, "last-event-id");
    let session = match check_version(exchange).and_then(|()| session(exchange)) {
        Ok(session) => session,
        Err((status, reason)) => {
            let flawed = server.behaviour.stream.replay == Replay::OfAnyStart;
            let named = header(&exchange.parts.headers, SESSION_HEADER.as_str());
            let any = event_id
                .filter(|_| flawed)
                .and_then(|id| Session::resume_any(server, named, id));
            return any.map_or_else(
                || Draft::text(status, reason).into(),
                |reader| reply::resumable(server, reader),
            );
        }
    };
    if server.behaviour.http == HttpBehaviour::GetAnswersJson {
        return Draft::json(StatusCode::OK, b"{}".to_vec()).into();
    }
    if !accepts(&exchange.parts.headers, "text/event-stream") {
        return Draft::text(StatusCode::NOT_ACCEPTABLE, "accept text/event-stream").into();
    }
    if !exchange.parts.headers.contains_key("last-event-id") {
        return reply::resumable(server, session.open_stream(server, true).read_after(None));
    }
    match event_id.and_then(|id| session.resume(server, id)) {
        Some(reader) => reply::resumable(server, reader),
        None => Draft::text(StatusCode::BAD_REQUEST, "there is no such event in this session").into(),
    }
}

/// Ends a session.
pub(super) fn delete(exchange: &Exchange<'_>) -> Answer {
    if exchange.server.behaviour.stateless {
        return Draft::text(StatusCode::METHOD_NOT_ALLOWED, "there are no sessions here").into();
    }
    match check_version(exchange).and_then(|()| session(exchange)) {
        Ok(session) => {
            exchange.server.sessions.end(exchange.server, &session);
            let status = match exchange.server.behaviour.session.crossing {
                Crossing::DeleteFails => StatusCode::INTERNAL_SERVER_ERROR,
                _ => StatusCode::NO_CONTENT,
            };
            Draft::empty(status).into()
        }
        Err((status, reason)) => Draft::text(status, reason).into(),
    }
}

fn session(exchange: &Exchange<'_>) -> Result<Arc<Session>, (StatusCode, &'static str)> {
    let headers = &exchange.parts.headers;
    if exchange.server.behaviour.stateless {
        let named = header(headers, VERSION_HEADER).and_then(Revision::named);
        let revision = named.unwrap_or(Revision::March2025);
        return Ok(exchange.server.sessions.of_client(&exchange.caller, revision));
    }
    if headers.contains_key(SESSION_HEADER) && header(headers, SESSION_HEADER.as_str()).is_none()
        || exchange.odd_case
    {
        return Err((StatusCode::BAD_REQUEST, "MCP-Session-Id is repeated or not ASCII"));
    }
    let in_query = || {
        let query = exchange.parts.uri.query().unwrap_or_default();
        query.split('&').find_map(|pair| pair.strip_prefix("sessionId="))
    };
    let mut id = header(headers, SESSION_HEADER.as_str());
    if exchange.server.behaviour.session.crossing == Crossing::IdInQuery {
        id = id.or_else(in_query);
    }
    exchange
        .server
        .sessions
        .find(exchange.server, &exchange.caller, id)
}

/// A version header, where there is one, names a revision with sessions. Without it the session knows its own.
fn check_version(exchange: &Exchange<'_>) -> Result<(), (StatusCode, &'static str)> {
    let headers = &exchange.parts.headers;
    let behaviour = &exchange.server.behaviour;
    let ignored = match behaviour.http {
        HttpBehaviour::VersionHeaderIgnored => true,
        // A request has been read by now, if it is one.
        HttpBehaviour::VersionHeaderOnRequestsOnly => !exchange.is_request,
        _ => false,
    };
    let absent = !headers.contains_key(VERSION_HEADER);
    if absent && behaviour.http == HttpBehaviour::VersionHeaderDemanded {
        let knows_it = |session: Arc<Session>| session.memory.revision >= Revision::June2025;
        let demanded = session(exchange).is_ok_and(knows_it);
        return if demanded {
            Err((StatusCode::BAD_REQUEST, "MCP-Protocol-Version is missing"))
        } else {
            Ok(())
        };
    }
    if ignored || absent {
        return Ok(());
    }
    let version = header(headers, VERSION_HEADER).unwrap_or_default();
    let named = Revision::named(version);
    let left_out = behaviour.http == HttpBehaviour::JuneRefused && named == Some(Revision::June2025);
    let spoken = named.is_some_and(|revision| !revision.is_modern());
    if spoken && !left_out {
        return Ok(());
    }
    Err((
        StatusCode::BAD_REQUEST,
        "MCP-Protocol-Version names a version that is not spoken here",
    ))
}
