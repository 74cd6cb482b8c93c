//! One request on its way through the server: who asks, under which revision, and where notifications go.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::{Map, Value, json};
use tokio::sync::mpsc;

use super::http::streams::Stream;
use super::message;
use super::questions::{Questions, Unanswered};
use super::revision::Revision;
use crate::behaviour::FeatureBehaviour;

/// A request that passed the transport's checks.
pub(crate) struct Call {
    pub(crate) revision: Revision,
    pub(crate) id: Value,
    pub(crate) method: String,
    pub(crate) params: Map<String, Value>,
    pub(crate) caller: Caller,
    /// Whether another request came on the same connection before; only one flaw asks.
    pub(crate) follows: bool,
    /// What the client declared on this request; empty under legacy revisions, where the server asks for nothing.
    pub(crate) capabilities: Map<String, Value>,
    /// The lowest level of log messages wanted; none means silence.
    pub(crate) log_level: Option<Level>,
    /// What a legacy session remembers. Modern requests remember nothing.
    pub(crate) memory: Option<Arc<Memory>>,
    pub(crate) outlet: Outlet,
}

impl Call {
    /// Sends a progress notification, if the request carries a usable token.
    pub(crate) async fn progress(&self, behaviour: FeatureBehaviour, done: u32, total: u32, text: &str) {
        let token = self
            .params
            .get("_meta")
            .and_then(|meta| meta.get("progressToken"));
        let unasked = json!("unasked");
        let token = match behaviour {
            FeatureBehaviour::ProgressTokensUnchecked => token,
            FeatureBehaviour::ProgressUnasked if token.is_none() => Some(&unasked),
            _ => token.filter(|token| message::is_id(token)),
        };
        if let Some(token) = token {
            let mut params = json!({"progressToken": token, "progress": done, "total": total});
            if self.revision >= Revision::March2025 {
                params["message"] = json!(text);
            }
            self.outlet.notify("notifications/progress", params).await;
        }
    }

    /// Asks the client of a legacy session for something, and waits for the answer.
    pub(crate) async fn ask(&self, method: &str, params: Value) -> Result<Value, Unanswered> {
        let (Some(memory), false) = (&self.memory, matches!(self.outlet, Outlet::None)) else {
            return Err(Unanswered::NoWay);
        };
        let question = memory.questions.open(&self.outlet)?;
        self.outlet
            .send(message::request(question.id(), method, params))
            .await;
        question.answered().await
    }

    /// What the client can be asked for.
    pub(crate) fn client_capabilities(&self) -> Map<String, Value> {
        let Some(memory) = &self.memory else {
            return self.capabilities.clone();
        };
        let anew = memory.anew.lock().unwrap_or_else(PoisonError::into_inner);
        anew.as_ref().unwrap_or(&memory.capabilities).clone()
    }

    /// Sends a log message, if the request asked for messages of this level.
    pub(crate) async fn log(&self, level: Level, text: &str) {
        if self.log_level.is_some_and(|wanted| level >= wanted) {
            let params = json!({"level": level.name(), "logger": "reference", "data": {"text": text}});
            self.outlet.notify("notifications/message", params).await;
        }
    }
}

/// Who a request speaks for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Caller {
    /// The subject of the token.
    pub(crate) subject: Option<String>,
    /// Issuer and subject together: what sessions and state are bound to.
    pub(crate) principal: Option<String>,
    /// What the token allows; everything where there are none.
    pub(crate) scopes: Option<Vec<String>>,
    /// The `Authorization` header as received, for the flaw that passes it on.
    pub(crate) authorization: Option<String>,
    /// No token was looked at, which only flaws allow on a protected server.
    pub(crate) unchecked: bool,
}

/// Where the notifications of a request go.
#[derive(Clone)]
pub(crate) enum Outlet {
    /// Nowhere: the answer is one JSON object, which has no room for them.
    None,
    /// To whoever waits at the other end, and only while they wait.
    Channel(mpsc::Sender<Value>),
    /// Into a stream that outlives its connections.
    Stored(Arc<Stream>),
}

impl Outlet {
    pub(crate) async fn notify(&self, method: &str, params: Value) {
        self.send(message::notification(method, params)).await;
    }

    /// Sends whoever reads a stored stream away, and waits until somebody resumes it.
    pub(crate) async fn change_readers(&self) {
        if let Self::Stored(stream) = self {
            stream.change_readers().await;
        }
    }

    async fn send(&self, message: Value) {
        match self {
            Self::None => {}
            Self::Channel(sender) => {
                // A client that left no longer wants the message.
                let _ = sender.send(message).await;
            }
            Self::Stored(stream) => stream.append(message),
        }
    }

    /// Sends a notification unless that would take waiting.
    pub(crate) fn notify_at_once(&self, method: &str, params: Value) {
        let notification = message::notification(method, params);
        match self {
            Self::None => {}
            Self::Channel(sender) => {
                let _ = sender.try_send(notification);
            }
            Self::Stored(stream) => stream.append(notification),
        }
    }
}

/// What a legacy session remembers between requests.
pub(crate) struct Memory {
    /// The revision that its handshake agreed on.
    pub(crate) revision: Revision,
    /// The capabilities that the client declared in it.
    pub(crate) capabilities: Map<String, Value>,
    /// What this server asks of the client.
    pub(crate) questions: Questions,
    state: Mutex<Remembered>,
    /// What another client declared later, which only flaws let count.
    anew: Mutex<Option<Map<String, Value>>>,
}

#[derive(Default)]
struct Remembered {
    level: Option<Level>,
    subscribed: BTreeSet<String>,
    /// Pings since the last message of another kind.
    pings: u32,
}

impl Memory {
    pub(crate) fn of(revision: Revision, capabilities: Map<String, Value>) -> Arc<Self> {
        Arc::new(Self {
            revision,
            capabilities,
            questions: Questions::default(),
            state: Mutex::default(),
            anew: Mutex::default(),
        })
    }

    /// From now on the client counts as one that declared this.
    pub(crate) fn declare_anew(&self, capabilities: Map<String, Value>) {
        *self.anew.lock().unwrap_or_else(PoisonError::into_inner) = Some(capabilities);
    }

    fn state(&self) -> MutexGuard<'_, Remembered> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn level(&self) -> Option<Level> {
        self.state().level
    }

    pub(crate) fn set_level(&self, level: Level) {
        self.state().level = Some(level);
    }

    /// How many pings came in a row, up to this message.
    pub(crate) fn count_pings(&self, is_ping: bool) -> u32 {
        let mut state = self.state();
        state.pings = if is_ping { state.pings + 1 } else { 0 };
        state.pings
    }

    pub(crate) fn subscribe(&self, uri: &str) {
        self.state().subscribed.insert(uri.to_owned());
    }

    pub(crate) fn unsubscribe(&self, uri: &str) {
        self.state().subscribed.remove(uri);
    }

    /// To whatever.
    pub(crate) fn is_subscribed_at_all(&self) -> bool {
        !self.state().subscribed.is_empty()
    }

    pub(crate) fn is_subscribed(&self, uri: &str) -> bool {
        self.state().subscribed.contains(uri)
    }
}

/// The levels of log messages, in order of severity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    Debug,
    Info,
    Notice,
    Warning,
    Error,
    Critical,
    Alert,
    Emergency,
}

const LEVELS: [(Level, &str); 8] = [
    (Level::Debug, "debug"),
    (Level::Info, "info"),
    (Level::Notice, "notice"),
    (Level::Warning, "warning"),
    (Level::Error, "error"),
    (Level::Critical, "critical"),
    (Level::Alert, "alert"),
    (Level::Emergency, "emergency"),
];

impl Level {
    pub(crate) fn named(name: &str) -> Option<Self> {
        LEVELS
            .iter()
            .find(|(_, known)| *known == name)
            .map(|(level, _)| *level)
    }

    fn name(self) -> &'static str {
        LEVELS
            .iter()
            .find(|(level, _)| *level == self)
            .map_or("info", |(_, name)| name)
    }
}
