//! Building HTTP replies.

use std::convert::Infallible;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::stream;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName};
use http::{HeaderValue, Response, StatusCode};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt as _, Full, StreamBody};
use hyper::body::Frame;
use serde_json::Value;
use tokio::sync::mpsc;

use super::streams::{Event, Reader};
use crate::behaviour::{ChannelBehaviour, HttpBehaviour, RequestFacts};
use crate::reference::Server;

pub(crate) type Reply = Response<UnsyncBoxBody<Bytes, Infallible>>;

/// Milliseconds that a client waits before it reconnects to a stream.
const RETRY_MS: u32 = 1000;

/// A reply, whole or as a stream.
pub(crate) enum Answer {
    Whole(Draft),
    Streaming(Reply),
}

/// A whole reply that hooks may still change.
pub(crate) struct Draft {
    pub(crate) status: StatusCode,
    pub(crate) headers: Vec<(HeaderName, String)>,
    pub(crate) body: Vec<u8>,
}

impl Draft {
    pub(crate) fn empty(status: StatusCode) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    /// A refusal below JSON-RPC, in words.
    pub(crate) fn text(status: StatusCode, text: &str) -> Self {
        Self::empty(status)
            .with(CONTENT_TYPE, "text/plain; charset=utf-8")
            .body(format!("{text}\n").into_bytes())
    }

    /// A document.
    pub(crate) fn json(status: StatusCode, body: Vec<u8>) -> Self {
        Self::empty(status)
            .with(CONTENT_TYPE, "application/json")
            .body(body)
    }

    /// A page.
    pub(crate) fn html(status: StatusCode, page: String) -> Self {
        Self::empty(status)
            .with(CONTENT_TYPE, "text/html; charset=utf-8")
            .with(CACHE_CONTROL, "no-store")
            .body(page.into_bytes())
    }

    /// A JSON-RPC message.
    pub(crate) fn message(server: &Server, status: StatusCode, message: Value) -> Self {
        Self::json(status, server.encode(message).1)
    }

    pub(crate) fn with(mut self, name: HeaderName, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    fn body(mut self, body: Vec<u8>) -> Self {
        self.body = body;
        self
    }

    /// The reply as it is sent.
    pub(crate) fn send(self, server: &Server, facts: &RequestFacts) -> Reply {
        let mut response = Response::new(());
        *response.status_mut() = self.status;
        for (name, value) in self.headers {
            if let Ok(value) = HeaderValue::from_str(&value) {
                response.headers_mut().append(name, value);
            }
        }
        let (mut parts, ()) = response.into_parts();
        let mut body = self.body;
        if let Some(rewrite) = server.behaviour.hooks.rewrite_http {
            rewrite(facts, &mut parts, &mut body);
        }
        Response::from_parts(parts, Full::new(Bytes::from(body)).boxed_unsync())
    }
}

impl From<Draft> for Answer {
    fn from(draft: Draft) -> Self {
        Self::Whole(draft)
    }
}

/// A stream of the messages that come through `receiver`, without event ids.
pub(crate) fn live(server: &Arc<Server>, receiver: mpsc::Receiver<Value>) -> Answer {
    let state = (Arc::clone(server), receiver);
    let frames = stream::unfold(state, |(server, mut receiver)| async move {
        let message = match receiver.recv().await {
            None if server.behaviour.stream.never_ends => return std::future::pending().await,
            message => message?,
        };
        let frame = frame(event_bytes(&server, None, Some(message)));
        Some((frame, (server, receiver)))
    });
    Answer::Streaming(event_stream(server, StreamBody::new(frames).boxed_unsync()))
}

/// A stream that begins with the address to post to.
pub(crate) fn channel(server: &Arc<Server>, address: &str, receiver: mpsc::Receiver<Value>) -> Answer {
    let flaw = server.behaviour.channel;
    let first = match flaw {
        ChannelBehaviour::AddressAsJson => format!("data: {{\"endpoint\":\"{address}\"}}\n\n"),
        ChannelBehaviour::PingFirst => format!(
            "event: message\ndata: {{\"jsonrpc\":\"2.0\",\"id\":\"server-0\",\"method\":\"ping\"}}\n\n\
             event: endpoint\ndata: {address}\n\n"
        ),
        _ => format!("event: endpoint\ndata: {address}\n\n"),
    };
    let state = (Arc::clone(server), receiver, Some(first.into_bytes()));
    let frames = stream::unfold(state, |(server, mut receiver, first)| async move {
        if let Some(first) = first {
            return Some((frame(first), (server, receiver, None)));
        }
        let message = receiver.recv().await?;
        let mut event = event_bytes(&server, None, Some(message));
        if server.behaviour.channel == ChannelBehaviour::OtherEventType {
            event.splice(..b"event: message".len(), b"event: response".iter().copied());
        }
        Some((frame(event), (server, receiver, None)))
    });
    let mut reply = event_stream(server, StreamBody::new(frames).boxed_unsync());
    if flaw == ChannelBehaviour::PlainText {
        reply
            .headers_mut()
            .insert(CONTENT_TYPE, HeaderValue::from_static("text/plain"));
    }
    Answer::Streaming(reply)
}

/// A stream of what `reader` reads, with event ids by which it can be resumed.
pub(crate) fn resumable(server: &Arc<Server>, mut reader: Reader) -> Answer {
    reader.lingers |= server.behaviour.stream.never_ends;
    let state = (Arc::clone(server), reader);
    let frames = stream::unfold(state, |(server, mut reader)| async move {
        let event = reader.next().await?;
        let id = event_id(&server, &reader, &event);
        let frame = frame(event_bytes(&server, Some(&id), event.message));
        Some((frame, (server, reader)))
    });
    Answer::Streaming(event_stream(server, StreamBody::new(frames).boxed_unsync()))
}

fn event_id(server: &Server, reader: &Reader, event: &Event) -> String {
    if server.behaviour.stream.repeated_ids {
        event.number.to_string()
    } else {
        format!("{}-{}", reader.stream.name, event.number)
    }
}

#[expect(clippy::unnecessary_wraps, reason = "the shape that a stream of frames has")]
fn frame(bytes: Vec<u8>) -> Result<Frame<Bytes>, Infallible> {
    Ok(Frame::data(Bytes::from(bytes)))
}

fn event_stream(server: &Server, body: UnsyncBoxBody<Bytes, Infallible>) -> Reply {
    let mut reply = Response::new(body);
    let headers = reply.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if server.behaviour.http != HttpBehaviour::StreamsBuffered {
        headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    }
    reply
}

/// One event. Without a message it is the one that primes the client to reconnect.
fn event_bytes(server: &Server, id: Option<&str>, message: Option<Value>) -> Vec<u8> {
    let mut event = id
        .map(|id| format!("id: {id}\n"))
        .unwrap_or_default()
        .into_bytes();
    let Some(message) = message else {
        if !server.behaviour.stream.no_retry {
            event.extend_from_slice(format!("retry: {RETRY_MS}\n").as_bytes());
        }
        event.extend_from_slice(b"data:\n\n");
        return event;
    };
    let (message, bytes) = server.encode(message);
    event.extend_from_slice(b"event: message\ndata: ");
    event.extend_from_slice(&bytes);
    event.extend_from_slice(b"\n\n");
    if let Some(rewrite) = server.behaviour.hooks.rewrite_sse_event {
        rewrite(&message, &mut event);
    }
    event
}
