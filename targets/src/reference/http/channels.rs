//! The transport of 2024-11-05: a stream of events, and posts to the address that its first event names.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::header::ALLOW;
use http::{Method, StatusCode};
use hyper::body::Incoming as IncomingBody;
use serde_json::Value;
use tokio::sync::mpsc;

use super::{Answer, Draft, Exchange, falls_over, read_body, refuse, reply};
use crate::reference::call::Caller;
use crate::reference::dialogue::{BEHIND, Carrier, Dialogue};
use crate::reference::json::{self, Repeated};
use crate::reference::message;

/// Where the stream is opened.
pub(crate) const STREAM_PATH: &str = "/sse";
/// Where messages are posted.
pub(crate) const POST_PATH: &str = "/messages";

/// Channels kept; beyond that new ones are refused.
const CHANNELS_KEPT: usize = 1024;

/// All open channels, by the key in their address.
#[derive(Default)]
pub(crate) struct Channels {
    open: Mutex<BTreeMap<String, Arc<Channel>>>,
}

struct Channel {
    principal: Option<String>,
    dialogue: tokio::sync::Mutex<Dialogue>,
}

impl Channels {
    fn table(&self) -> MutexGuard<'_, BTreeMap<String, Arc<Channel>>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The channel of this key, if `caller` opened it.
    fn find(&self, key: &str, caller: &Caller) -> Option<Arc<Channel>> {
        let channel = self.table().get(key).cloned();
        channel.filter(|channel| caller.unchecked || channel.principal == caller.principal)
    }
}

/// A request to one of the two paths.
pub(super) async fn answer(exchange: &Exchange<'_>, body: IncomingBody) -> Answer {
    let opens = exchange.parts.uri.path() == STREAM_PATH;
    match exchange.parts.method {
        Method::GET if opens => open(exchange),
        Method::POST if !opens => post(exchange, body).await,
        _ => Draft::text(StatusCode::METHOD_NOT_ALLOWED, "this method is not served here")
            .with(ALLOW, if opens { "GET" } else { "POST" })
            .into(),
    }
}

fn open(exchange: &Exchange<'_>) -> Answer {
    let server = exchange.server;
    let mut table = server.channels.table();
    if table.len() >= CHANNELS_KEPT {
        return Draft::text(StatusCode::SERVICE_UNAVAILABLE, "too many streams are open").into();
    }
    let key = server.ids.next();
    let (sender, receiver) = mpsc::channel(BEHIND);
    let dialogue = Dialogue::new(server, Carrier::HttpSse, exchange.caller.clone(), sender.clone());
    let channel = Arc::new(Channel {
        principal: exchange.caller.principal.clone(),
        dialogue: tokio::sync::Mutex::new(dialogue),
    });
    table.insert(key.clone(), Arc::clone(&channel));
    drop(table);
    let address = format!("{POST_PATH}?channel={key}");
    let keeper = Arc::clone(server);
    server.spawn(async move {
        let mut changes = keeper.changes.subscribe();
        loop {
            tokio::select! {
                Ok(uri) = changes.recv() => channel.dialogue.lock().await.announce(&uri).await,
                () = sender.closed() => break,
            }
        }
        keeper.channels.table().remove(&key);
    });
    reply::channel(server, &address, receiver)
}

async fn post(exchange: &Exchange<'_>, body: IncomingBody) -> Answer {
    let server = exchange.server;
    let key = url::form_urlencoded::parse(exchange.parts.uri.query().unwrap_or_default().as_bytes())
        .find(|(name, _)| name == "channel")
        .map(|(_, key)| key.into_owned());
    let Some(channel) = key.and_then(|key| server.channels.find(&key, &exchange.caller)) else {
        return Draft::text(StatusCode::NOT_FOUND, "there is no such stream").into();
    };
    let bytes = match read_body(exchange, body).await {
        Ok(bytes) => bytes,
        Err(refusal) => return refusal,
    };
    let mut dialogue = channel.dialogue.lock().await;
    match message::read(&bytes, server.behaviour.message) {
        Ok(incoming) => dialogue.dispatch(incoming).await,
        Err(refused) if falls_over(server, &refused) => {
            server.stop();
            return std::future::pending().await;
        }
        Err(refused) => match json::read(&bytes, Repeated::Refused) {
            Ok(Value::Array(items)) if dialogue.takes_batches() && !items.is_empty() => {
                dialogue.batch(items).await;
            }
            _ => return refuse(exchange, StatusCode::BAD_REQUEST, &refused),
        },
    }
    Draft::text(StatusCode::ACCEPTED, "accepted").into()
}
