//! The transport of 2024-11-05: a stream of events, and posts to the address that its first event names.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::header::ALLOW;
use http::{Method, StatusCode};
use hyper::body::Incoming as IncomingBody;
use serde_json::Value;
use tokio::sync::{Notify, mpsc};

use super::{Answer, Draft, Exchange, falls_over, read_body, refuse, reply};
use crate::behaviour::ChannelBehaviour;
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
    /// How many were opened, for the flaw that counts.
    opened: AtomicU64,
}

struct Channel {
    principal: Option<String>,
    dialogue: tokio::sync::Mutex<Dialogue>,
    /// Told when the stream is to end.
    end: Notify,
}

impl Channels {
    fn table(&self) -> MutexGuard<'_, BTreeMap<String, Arc<Channel>>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The channel of this key, if `caller` opened it.
    fn find(&self, key: &str, caller: &Caller, flaw: ChannelBehaviour) -> Option<Arc<Channel>> {
        let channel = self.table().get(key).cloned();
        let anybody = caller.unchecked || flaw == ChannelBehaviour::AnyPrincipal;
        channel.filter(|channel| anybody || channel.principal == caller.principal)
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
    let key = match server.behaviour.channel {
        ChannelBehaviour::KeysSequential => {
            let number = server.channels.opened.fetch_add(1, Ordering::Relaxed);
            // Long enough for a key that is nearly right to be none.
            format!("stream-{number:08}")
        }
        _ => server.ids.next(),
    };
    let (sender, receiver) = mpsc::channel(BEHIND);
    let dialogue = Dialogue::new(server, Carrier::HttpSse, exchange.caller.clone(), sender.clone());
    let channel = Arc::new(Channel {
        principal: exchange.caller.principal.clone(),
        dialogue: tokio::sync::Mutex::new(dialogue),
        end: Notify::new(),
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
                () = channel.end.notified() => break,
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
    let flaw = server.behaviour.channel;
    if flaw == ChannelBehaviour::PostsNotFound {
        return Draft::text(StatusCode::NOT_FOUND, "nothing is served here").into();
    }
    let Some(channel) = key.and_then(|key| server.channels.find(&key, &exchange.caller, flaw)) else {
        if flaw == ChannelBehaviour::UnknownAcknowledged {
            return acknowledged();
        }
        return Draft::text(StatusCode::NOT_FOUND, "there is no such stream").into();
    };
    let bytes = match read_body(exchange, body).await {
        Ok(bytes) => bytes,
        Err(refusal) => return refusal,
    };
    let mut dialogue = channel.dialogue.lock().await;
    match flaw {
        ChannelBehaviour::AnswersInPosts => {
            let (sender, mut answers) = mpsc::channel(BEHIND);
            let own = dialogue.divert(sender);
            let answer = take(exchange, &channel, &mut dialogue, &bytes).await;
            dialogue.divert(own);
            match answers.try_recv() {
                Ok(message) => Draft::message(server, StatusCode::OK, message).into(),
                Err(_) => answer,
            }
        }
        ChannelBehaviour::StreamByConnection => {
            let first = exchange.connection.stream.get_or_init(|| dialogue.outlet());
            let own = dialogue.divert(first.clone());
            let answer = take(exchange, &channel, &mut dialogue, &bytes).await;
            dialogue.divert(own);
            answer
        }
        _ => take(exchange, &channel, &mut dialogue, &bytes).await,
    }
}

/// What is posted is taken in; what there is to say to it goes to the stream.
async fn take(exchange: &Exchange<'_>, channel: &Channel, dialogue: &mut Dialogue, bytes: &[u8]) -> Answer {
    let server = exchange.server;
    match message::read(bytes, server.behaviour.message) {
        Ok(incoming) => dialogue.dispatch(incoming).await,
        Err(refused) if falls_over(server, &refused) => {
            server.stop();
            return std::future::pending().await;
        }
        Err(refused) => match json::read(bytes, Repeated::Refused) {
            Ok(Value::Array(items)) if dialogue.takes_batches() && !items.is_empty() => {
                dialogue.batch(items).await;
            }
            _ => {
                if server.behaviour.channel == ChannelBehaviour::BadPostEndsStream
                    && refused.harmful.is_some()
                {
                    channel.end.notify_one();
                }
                return refuse(exchange, StatusCode::BAD_REQUEST, &refused);
            }
        },
    }
    acknowledged()
}

fn acknowledged() -> Answer {
    Draft::text(StatusCode::ACCEPTED, "accepted").into()
}
