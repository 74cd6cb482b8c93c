//! Streamable HTTP, both eras on one endpoint.
//!
//! A request passes, in this order: host and origin, path, token, and only then anything that reads its body.

pub(crate) mod channels;
mod headers;
mod legacy;
mod modern;
mod reply;
mod screen;
pub(crate) mod sessions;
pub(crate) mod streams;

use std::convert::Infallible;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{ACCEPT, ALLOW, CONTENT_LENGTH, CONTENT_TYPE};
use http::request::Parts;
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::{BodyExt as _, Limited};
use hyper::body::Incoming as IncomingBody;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

pub(crate) use self::reply::{Answer, Draft, Reply};
use super::Server;
use super::authorize;
use super::call::Caller;
use super::features::{scopes, upstream};
use super::json::{self, Repeated, Unreadable};
use super::message::{self, Incoming, Refused};
use super::metadata;
use super::proxy;
use super::revision::Revision;
use super::server::Connection;
use crate::behaviour::{BatchBehaviour, HeaderCheck, HttpBehaviour, MessageBehaviour, RequestFacts};

/// Bytes of the largest body that is read.
pub(crate) const LARGEST_MESSAGE: usize = 4 * 1024 * 1024;
pub(crate) const VERSION_HEADER: &str = "mcp-protocol-version";

/// Accepts connections until the server ends.
pub(crate) async fn accept(listener: TcpListener, server: Arc<Server>) {
    let mut connections = JoinSet::new();
    let mut ending = server.ending.subscribe();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                if let Ok((stream, _)) = accepted {
                    connections.spawn(serve_connection(stream, Arc::clone(&server)));
                }
            }
            Some(_) = connections.join_next() => {}
            _ = ending.wait_for(|ended| *ended) => return,
        }
    }
}

async fn serve_connection(stream: TcpStream, server: Arc<Server>) {
    // Nagle's algorithm would hold events back.
    let _ = stream.set_nodelay(true);
    let check = server.behaviour.headers;
    let one_request = matches!(
        check,
        HeaderCheck::NamesCaseSensitive | HeaderCheck::ValuesUntrimmed
    );
    let odd_case = one_request && headers::are_odd(&stream, check).await;
    let connection = Arc::new(Connection::default());
    let service = service_fn(move |request| {
        let (server, connection) = (Arc::clone(&server), Arc::clone(&connection));
        async move { Ok::<_, Infallible>(handle(&server, connection, request, odd_case).await) }
    });
    // A client that breaks off is its own affair.
    let connection = http1::Builder::new()
        // The time of day would make two runs differ.
        .auto_date_header(false)
        .keep_alive(!one_request)
        .serve_connection(TokioIo::new(stream), service);
    let _ = connection.await;
}

/// One request, past the checks that need no body.
pub(crate) struct Exchange<'a> {
    pub(crate) server: &'a Arc<Server>,
    pub(crate) parts: Parts,
    pub(crate) caller: Caller,
    pub(crate) facts: RequestFacts,
    /// Header names were not in canonical case, or values not trimmed, which matters to two flaws.
    pub(crate) odd_case: bool,
    pub(crate) connection: Arc<Connection>,
    /// Whether another request came on the connection before.
    pub(crate) follows: bool,
    /// Whether the body was read as a request.
    pub(crate) is_request: bool,
}

async fn handle(
    server: &Arc<Server>,
    connection: Arc<Connection>,
    request: Request<IncomingBody>,
    odd_case: bool,
) -> Reply {
    if server.hung.get().is_some() {
        std::future::pending::<()>().await;
    }
    let (parts, body) = request.into_parts();
    let authorization = parts
        .headers
        .get(http::header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let facts = RequestFacts {
        http_method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        authorization: authorization.map(str::to_owned),
        ..RequestFacts::default()
    };
    let mut exchange = Exchange {
        server,
        parts,
        caller: Caller::default(),
        facts,
        odd_case,
        follows: connection.is_used(),
        connection,
        is_request: false,
    };
    match route(&mut exchange, body).await {
        Answer::Whole(draft) => draft.send(server, &exchange.facts),
        Answer::Streaming(reply) => reply,
    }
}

async fn route(exchange: &mut Exchange<'_>, body: IncomingBody) -> Answer {
    let server = exchange.server;
    if let Some(proxy) = server
        .proxy
        .as_ref()
        .filter(|proxy| proxy.has(server, exchange.parts.uri.path()))
    {
        return proxy::answer(server, proxy, &exchange.parts, body).await.into();
    }
    if let Err(refusal) = screen::check(server, &exchange.parts, &exchange.connection) {
        if server.behaviour.http == HttpBehaviour::OriginAfterWork
            && let Ok(caller) = authorize::check(server, &exchange.parts).await
        {
            exchange.caller = caller;
            carry_out(exchange, body).await;
        }
        return refusal.into();
    }
    let path = exchange.parts.uri.path();
    let is_channel = !server.behaviour.slim && matches!(path, channels::STREAM_PATH | channels::POST_PATH);
    if path != "/mcp" && !is_channel {
        return authorize::metadata::answer(server, &exchange.parts).into();
    }
    match authorize::check(server, &exchange.parts).await {
        Ok(mut caller) => {
            if server.behaviour.token.keeps_identity {
                let subject = exchange.connection.subject.get_or_init(|| caller.subject.clone());
                caller.subject.clone_from(subject);
            }
            exchange.caller = caller;
        }
        Err(refusal) => {
            if server.behaviour.token.work_first {
                carry_out(exchange, body).await;
            } else if server.behaviour.token.trusts_names {
                return trust_name(exchange, body).await.unwrap_or_else(|| refusal.into());
            }
            return refusal.into();
        }
    }
    if is_channel {
        return channels::answer(exchange, body).await;
    }
    if exchange.parts.method == Method::POST {
        return post(exchange, body).await;
    }
    let modern = server.behaviour.slim
        || header(&exchange.parts.headers, VERSION_HEADER)
            .and_then(Revision::named)
            .is_some_and(Revision::is_modern);
    match exchange.parts.method {
        // The modern revision has neither.
        Method::GET | Method::DELETE if modern => not_allowed("POST"),
        Method::GET => legacy::get(exchange),
        Method::DELETE => legacy::delete(exchange),
        _ => not_allowed("GET, POST, DELETE"),
    }
}

/// Does what a request asks, and keeps the answer back: what the flaw does before it refuses.
async fn carry_out(exchange: &mut Exchange<'_>, body: IncomingBody) {
    let endless = header(&exchange.parts.headers, "mcp-method") == Some("subscriptions/listen");
    if exchange.parts.method != Method::POST || endless {
        return;
    }
    exchange.caller.unchecked = true;
    if let Answer::Streaming(reply) = Box::pin(post(exchange, body)).await {
        // To its end, so that the work is done.
        let _ = reply.into_body().collect().await;
    }
}

/// The answer to whoever calls itself an administrator, which only a flaw gives.
async fn trust_name(exchange: &mut Exchange<'_>, body: IncomingBody) -> Option<Answer> {
    if exchange.parts.method != Method::POST {
        return None;
    }
    let bytes = read_body(exchange, body).await.ok()?;
    let incoming = message::read(&bytes, exchange.server.behaviour.message).ok()?;
    let trusted = match &incoming {
        Incoming::Request { params, .. } => metadata::client_name(params) == Some("admin"),
        _ => false,
    };
    exchange.caller.unchecked = true;
    if trusted {
        Some(Box::pin(dispatch(exchange, incoming)).await)
    } else {
        None
    }
}

fn not_allowed(allowed: &str) -> Answer {
    Draft::text(StatusCode::METHOD_NOT_ALLOWED, "this method is not served here")
        .with(ALLOW, allowed)
        .into()
}

async fn post(exchange: &mut Exchange<'_>, body: IncomingBody) -> Answer {
    let headers = &exchange.parts.headers;
    let exact = "application/json, text/event-stream";
    let differs = header(headers, "accept") != Some(exact);
    if exchange.server.behaviour.http == HttpBehaviour::AcceptExact && differs
        || !accepts(headers, "application/json")
        || !accepts(headers, "text/event-stream")
    {
        return Draft::text(
            StatusCode::NOT_ACCEPTABLE,
            "accept application/json and text/event-stream",
        )
        .into();
    }
    let bytes = match read_body(exchange, body).await {
        Ok(bytes) => bytes,
        Err(refusal) => return refusal,
    };
    let server = exchange.server;
    match message::read(&bytes, server.behaviour.message) {
        Ok(incoming) => dispatch(exchange, incoming).await,
        Err(refused) => {
            if falls_over(server, &refused) {
                server.stop();
                return std::future::pending().await;
            }
            if let Ok(Value::Array(batch)) = json::read(&bytes, Repeated::Refused) {
                let flaw = server.behaviour.batch;
                let opens = batch.iter().any(|item| item["method"] == "initialize");
                // Without sessions nothing else tells a handshake from what follows it.
                let handshake = opens && server.behaviour.stateless;
                if let Some(session) = legacy::batching_session(exchange)
                    && (flaw == BatchBehaviour::EmptyServed || !batch.is_empty())
                    && !handshake
                {
                    return legacy::batch(exchange, &session, batch).await;
                }
                let executes = server.behaviour.message == MessageBehaviour::BatchExecuted;
                if executes && !batch.is_empty() || opens && flaw == BatchBehaviour::HandshakeServed {
                    return Box::pin(execute_batch(exchange, batch)).await;
                }
            }
            refuse(exchange, StatusCode::BAD_REQUEST, &refused)
        }
    }
}

/// The body of a post, if it is JSON by its type and not too large.
async fn read_body(exchange: &Exchange<'_>, body: IncomingBody) -> Result<Bytes, Answer> {
    let headers = &exchange.parts.headers;
    if !is_json(headers) && exchange.server.behaviour.http != HttpBehaviour::SimpleTypeServed {
        let refusal = Draft::text(StatusCode::UNSUPPORTED_MEDIA_TYPE, "send application/json");
        return Err(refusal.into());
    }
    let declared = header(headers, CONTENT_LENGTH.as_str()).and_then(|length| length.parse::<usize>().ok());
    if declared.is_some_and(|length| length > LARGEST_MESSAGE) {
        if exchange.server.behaviour.message == MessageBehaviour::DiesOnOversize {
            exchange.server.stop();
            return std::future::pending().await;
        }
        return Err(too_large());
    }
    match Limited::new(body, LARGEST_MESSAGE).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(_) => Err(too_large()),
    }
}

fn too_large() -> Answer {
    Draft::text(StatusCode::PAYLOAD_TOO_LARGE, "a message has at most 4 MiB").into()
}

/// Whether this is what a fragile server falls over.
pub(crate) fn falls_over(server: &Server, refused: &Refused) -> bool {
    match server.behaviour.message {
        MessageBehaviour::DiesOnNesting => refused.harmful == Some(Unreadable::TooDeep),
        MessageBehaviour::DiesOnBadUtf8 => refused.harmful == Some(Unreadable::NotUtf8),
        _ => false,
    }
}

async fn dispatch(exchange: &mut Exchange<'_>, incoming: Incoming) -> Answer {
    let named = header(&exchange.parts.headers, VERSION_HEADER).and_then(Revision::named);
    let by_header = exchange.server.behaviour.slim || named.is_some_and(Revision::is_modern);
    exchange.facts.modern = by_header;
    match incoming {
        Incoming::Request { id, method, params } => {
            exchange.is_request = true;
            exchange.facts.rpc_method = Some(method.clone());
            exchange.facts.modern = by_header || metadata::is_modern(&params);
            let lacking = scopes::lacking(exchange.server, &exchange.caller, &method, &params);
            if !lacking.is_empty() {
                return authorize::lacks(exchange.server, &lacking).into();
            }
            upstream::follow(exchange.server, &exchange.caller, &params).await;
            if exchange.facts.modern {
                modern::request(exchange, id, method, params).await
            } else {
                legacy::request(exchange, id, method, params).await
            }
        }
        Incoming::Notification { method, params } => {
            exchange.facts.rpc_method = Some(method.clone());
            exchange.facts.modern = by_header || metadata::is_modern(&params);
            if exchange.facts.modern {
                modern::notification(exchange)
            } else {
                legacy::notification(exchange, &method, &params)
            }
        }
        Incoming::Response { .. } if by_header => {
            Draft::text(StatusCode::BAD_REQUEST, "clients send no responses").into()
        }
        Incoming::Response { id, outcome } => legacy::response(exchange, &id, outcome),
    }
}

/// What acknowledges a notification: nothing but the status, except to the flaw that answers.
pub(crate) fn accepted(server: &Server) -> Answer {
    if server.behaviour.message == MessageBehaviour::NotificationsAnswered {
        let answer = message::success(&Value::Null, serde_json::json!({}));
        return Draft::message(server, StatusCode::OK, answer).into();
    }
    Draft::empty(StatusCode::ACCEPTED).into()
}

/// An error response to a message that could not be read as a request.
fn refuse(exchange: &Exchange<'_>, status: StatusCode, refused: &Refused) -> Answer {
    let message = exchange.server.failed(refused.id.as_ref(), "", &refused.failure);
    Draft::message(exchange.server, status, message).into()
}

/// Executes the requests of an array, which no revision spoken here has.
async fn execute_batch(exchange: &mut Exchange<'_>, batch: Vec<Value>) -> Answer {
    let mut answers = Vec::new();
    for item in batch {
        let Ok(incoming) = message::classify(item, MessageBehaviour::Strict) else {
            continue;
        };
        if let Answer::Whole(draft) = dispatch(exchange, incoming).await
            && let Ok(answer) = serde_json::from_slice::<Value>(&draft.body)
        {
            answers.push(answer);
        }
    }
    Draft::json(StatusCode::OK, Value::Array(answers).to_string().into_bytes()).into()
}

/// The only value of a header, or nothing if it is absent, repeated or not ASCII.
pub(crate) fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (Some(value), None) => value.to_str().ok(),
        _ => None,
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let media_type = header(headers, CONTENT_TYPE.as_str()).and_then(|value| value.split(';').next());
    media_type.is_some_and(|media_type| media_type.trim().eq_ignore_ascii_case("application/json"))
}

/// Whether the `Accept` headers admit a media type. Without any, everything is admitted.
pub(crate) fn accepts(headers: &HeaderMap, wanted: &str) -> bool {
    let lines: Vec<&str> = headers
        .get_all(ACCEPT)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .collect();
    let family = wanted.split('/').next().unwrap_or_default();
    let admits = |item: &str| {
        let mut parts = item.split(';').map(str::trim);
        let range = parts.next().unwrap_or_default().to_ascii_lowercase();
        let refused = parts.any(|part| {
            matches!(
                part.to_ascii_lowercase().as_str(),
                "q=0" | "q=0.0" | "q=0.00" | "q=0.000"
            )
        });
        !refused && (range == wanted || range == "*/*" || range == format!("{family}/*"))
    };
    lines.is_empty() || lines.iter().flat_map(|line| line.split(',')).any(admits)
}
