//! What all requests to one server share, and how its answers are composed.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use serde_json::{Value, json};
use tokio::sync::{broadcast, mpsc, watch};
use tokio::task::{AbortHandle, JoinSet};

use super::authorize::introspection::Remembered;
use super::authorize::keys::KeySet;
use super::call::Call;
use super::features::baskets::Baskets;
use super::features::confirm::Claimed;
use super::features::tasks::Tasks;
use super::http::channels::Channels;
use super::http::sessions::Sessions;
use super::ids::Ids;
use super::message::{self, Failure};
use super::metadata;
use super::proxy::Proxy;
use super::{Authorization, OauthProxy, Settings};
use crate::behaviour::{Behaviour, KeyFetch, StateBehaviour};
use crate::plain_http::Client;

/// Changes that a slow listener may fall behind before it misses one.
const CHANGES_KEPT: usize = 64;

/// One running reference server.
pub(crate) struct Server {
    pub(crate) behaviour: Behaviour,
    /// The bound address; none on stdio.
    pub(crate) address: Option<SocketAddr>,
    pub(crate) authorization: Option<Authorization>,
    /// What sends people on to another authorization server.
    pub(crate) proxy: Option<Proxy>,
    pub(crate) upstream: Option<String>,
    /// The folder that is read from.
    pub(crate) files: Option<PathBuf>,
    /// What fetches for it.
    pub(crate) client: Client,
    /// Set when the beacon was sent, which only one flaw does.
    pub(crate) beacon: OnceLock<()>,
    /// Set when it answers nobody any more, which only one flaw brings about.
    pub(crate) hung: OnceLock<()>,
    pub(crate) ids: Ids,
    pub(crate) keys: KeySet,
    /// Those of the second issuer.
    pub(crate) second_keys: KeySet,
    pub(crate) sessions: Arc<Sessions>,
    /// Calls that became tasks.
    pub(crate) tasks: Arc<Tasks>,
    pub(crate) channels: Channels,
    /// The URIs of resources that changed.
    pub(crate) changes: broadcast::Sender<String>,
    /// How often the report was revised.
    pub(crate) report: AtomicU64,
    /// How often something was subscribed to.
    pub(crate) visits: AtomicU64,
    /// What was ever listened for, which only one flaw remembers.
    pub(crate) listened: Mutex<BTreeSet<String>>,
    /// How many subscriptions there were under a name, which only one flaw counts.
    pub(crate) turns: Mutex<BTreeMap<String, u64>>,
    /// The id of the first subscription, for a flaw.
    pub(crate) first_listener: OnceLock<Value>,
    /// What may be had once, and was.
    pub(crate) claimed: Mutex<Claimed>,
    /// What handles were given for.
    pub(crate) baskets: Baskets,
    /// What the issuer told of opaque tokens; only one flaw remembers it.
    pub(crate) introspected: Remembered,
    /// Multi round-trip flows that were begun; only one flaw counts them.
    pub(crate) flows: AtomicU64,
    /// Becomes true when the server ends.
    pub(crate) ending: watch::Sender<bool>,
    work: Mutex<JoinSet<()>>,
}

/// What is remembered of one connection, or of the one client on stdio. Only flaws look at it.
#[derive(Default)]
pub(crate) struct Connection {
    requests: AtomicU64,
    /// A modern request named its version.
    pub(crate) seen_modern: AtomicBool,
    /// The client capabilities that earlier modern requests declared.
    pub(crate) capabilities: Mutex<serde_json::Map<String, Value>>,
    /// The subject of the first token that came over it.
    pub(crate) subject: OnceLock<Option<String>>,
    /// A request named its origin.
    pub(crate) seen_origin: AtomicBool,
    /// Ids of the sessions that were opened over it.
    pub(crate) sessions: Arc<Mutex<Vec<String>>>,
    /// The stream that it posted to first.
    pub(crate) stream: OnceLock<mpsc::Sender<Value>>,
}

impl Connection {
    /// Whether a session was opened over it.
    pub(crate) fn has_sessions(&self) -> bool {
        let sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        !sessions.is_empty()
    }

    /// Counts a request; says whether there was one before it.
    pub(crate) fn is_used(&self) -> bool {
        self.requests.fetch_add(1, Ordering::Relaxed) > 0
    }
}

impl Server {
    pub(crate) fn new(mut settings: Settings, address: Option<SocketAddr>) -> Self {
        if settings.behaviour.open {
            settings.authorization = None;
        }
        let client = Client {
            proxy: settings.proxy,
        };
        Self {
            behaviour: settings.behaviour,
            address,
            ids: match settings.behaviour.state {
                StateBehaviour::KeyOfStart => Ids::new(settings.seed).with_key_of_start(),
                _ => Ids::new(settings.seed),
            },
            second_keys: KeySet::new(
                settings
                    .authorization
                    .as_ref()
                    .and_then(|authorization| authorization.second.as_ref())
                    .map(|second| second.jwks_uri.clone()),
                KeyFetch::Replaced,
                client,
            ),
            keys: KeySet::new(
                settings
                    .authorization
                    .as_ref()
                    .map(|authorization| authorization.jwks_uri.clone()),
                settings.behaviour.token.keys,
                client,
            ),
            client,
            beacon: OnceLock::new(),
            hung: OnceLock::new(),
            authorization: match &settings.oauth_proxy {
                Some(proxy) => Some(own_authorization(proxy, address)),
                None => settings.authorization,
            },
            proxy: settings.oauth_proxy.map(Proxy::new),
            upstream: settings.upstream,
            files: settings.files,
            sessions: Arc::default(),
            tasks: Arc::default(),
            channels: Channels::default(),
            changes: broadcast::channel(CHANGES_KEPT).0,
            report: AtomicU64::new(0),
            visits: AtomicU64::new(0),
            listened: Mutex::default(),
            turns: Mutex::default(),
            first_listener: OnceLock::new(),
            claimed: Mutex::default(),
            baskets: Baskets::default(),
            introspected: Remembered::default(),
            flows: AtomicU64::new(0),
            ending: watch::channel(false).0,
            work: Mutex::new(JoinSet::new()),
        }
    }

    /// Another worker of the deployment of `first`: what one knows of sessions, the other knows.
    pub(crate) fn beside(first: &Self, settings: Settings, address: SocketAddr) -> Self {
        Self {
            sessions: Arc::clone(&first.sessions),
            tasks: Arc::clone(&first.tasks),
            ..Self::new(settings, Some(address))
        }
    }

    /// The URL of the MCP endpoint.
    pub(crate) fn url(&self) -> String {
        self.address
            .map_or_else(String::new, |address| format!("http://{address}/mcp"))
    }

    /// The identifier that tokens must name as their audience.
    pub(crate) fn resource(&self) -> String {
        let configured = self
            .authorization
            .as_ref()
            .and_then(|authorization| authorization.audience.clone());
        configured.unwrap_or_else(|| self.url())
    }

    /// Runs `work` until it ends or the server does.
    pub(crate) fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) -> AbortHandle {
        let mut tasks = self.work.lock().unwrap_or_else(PoisonError::into_inner);
        while tasks.try_join_next().is_some() {}
        tasks.spawn(work)
    }

    /// Ends everything that the server runs.
    pub(crate) fn stop(&self) {
        self.ending.send_replace(true);
        self.work
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .abort_all();
    }

    /// The response to `call`, with what every response carries.
    pub(crate) fn respond(&self, call: &Call, outcome: Result<Value, Failure>) -> Value {
        match outcome {
            Ok(mut result) => {
                if call.revision.is_modern() {
                    complete_modern_result(&mut result);
                    metadata::repeat_trace(call, &mut result);
                }
                if let Some(rewrite) = self.behaviour.hooks.rewrite_result {
                    rewrite(&call.method, &Value::Object(call.params.clone()), &mut result);
                }
                message::success(&call.id, result)
            }
            Err(failure) => self.failed(Some(&call.id), &call.method, &failure),
        }
    }

    /// An error response to a request that may not have been readable.
    pub(crate) fn failed(&self, id: Option<&Value>, method: &str, failure: &Failure) -> Value {
        let mut object = failure.object();
        if let Some(rewrite) = self.behaviour.hooks.rewrite_error {
            rewrite(method, &mut object);
        }
        message::error(id, object)
    }

    /// The bytes of an outgoing message.
    pub(crate) fn encode(&self, mut message: Value) -> (Value, Vec<u8>) {
        if let Some(rewrite) = self.behaviour.hooks.rewrite_message {
            match &mut message {
                Value::Array(batch) => batch.iter_mut().for_each(rewrite),
                one => rewrite(one),
            }
        }
        let mut bytes = message.to_string().into_bytes();
        if let Some(rewrite) = self.behaviour.hooks.rewrite_bytes {
            rewrite(&mut bytes);
        }
        (message, bytes)
    }
}

/// Trust in the server's own tokens, of which it needs no keys.
fn own_authorization(proxy: &OauthProxy, address: Option<SocketAddr>) -> Authorization {
    Authorization {
        issuer: address.map_or_else(String::new, |address| format!("http://{address}")),
        jwks_uri: String::new(),
        introspection_endpoint: None,
        audience: None,
        scopes: proxy.scopes.clone(),
        second: None,
    }
}

/// Adds `resultType` and the server's identity.
fn complete_modern_result(result: &mut Value) {
    let Some(members) = result.as_object_mut() else {
        return;
    };
    if !members.contains_key("resultType") {
        members.shift_insert(0, "resultType".to_owned(), Value::from("complete"));
    }
    let meta = members.entry("_meta").or_insert_with(|| json!({}));
    meta[metadata::SERVER_INFO] = super::features::server_info(super::revision::Revision::July2026);
}
