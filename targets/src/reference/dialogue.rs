//! A conversation with one client over a two-way channel: standard streams, or a stream of events and posts to it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::{Map, Value, json};
use tokio::sync::mpsc;
use tokio::task::{AbortHandle, JoinSet};

use super::Server;
use super::batch;
use super::call::{Call, Caller, Memory, Outlet};
use super::features;
use super::message::{
    self, Failure, HEADER_MISMATCH, INTERNAL_ERROR, INVALID_PARAMS, INVALID_REQUEST, Incoming,
};
use super::metadata;
use super::revision::Revision;
use super::server::Connection;
use crate::behaviour::{
    BatchBehaviour, ChannelBehaviour, FeatureBehaviour, MessageBehaviour, StdioBehaviour, TellBehaviour,
    VersionBehaviour,
};

/// Messages that may wait for a slow reader before the work waits for it.
pub(crate) const BEHIND: usize = 64;

/// What carries the messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Carrier {
    /// Standard streams, which carry both eras.
    Stdio,
    /// The transport of 2024-11-05.
    HttpSse,
}

/// The one client of a channel.
pub(crate) struct Dialogue {
    pub(crate) server: Arc<Server>,
    carrier: Carrier,
    caller: Caller,
    sender: mpsc::Sender<Value>,
    /// What a legacy handshake opened.
    session: Option<Arc<Memory>>,
    connection: Connection,
    /// Whether a modern request came, which only a flaw asks.
    started: AtomicBool,
    running: Vec<(Value, AbortHandle)>,
    pub(crate) work: JoinSet<()>,
    /// A response that waits for another one, for the flaw that mixes them up.
    held_back: Arc<Mutex<Option<Value>>>,
}

/// How long a response is held back at most.
const HELD_BACK: Duration = Duration::from_secs(1);

impl Dialogue {
    pub(crate) fn new(
        server: &Arc<Server>,
        carrier: Carrier,
        caller: Caller,
        sender: mpsc::Sender<Value>,
    ) -> Self {
        Self {
            server: Arc::clone(server),
            carrier,
            caller,
            sender,
            session: None,
            connection: Connection::default(),
            started: AtomicBool::new(false),
            running: Vec::new(),
            work: JoinSet::new(),
            held_back: Arc::default(),
        }
    }

    /// What the flaw of the standard streams is, if they carry this.
    fn stdio_behaviour(&self) -> StdioBehaviour {
        match self.carrier {
            Carrier::Stdio => self.server.behaviour.stdio,
            Carrier::HttpSse => StdioBehaviour::Strict,
        }
    }

    /// Where messages to the client go.
    pub(crate) fn outlet(&self) -> mpsc::Sender<Value> {
        self.sender.clone()
    }

    /// Sends messages to the client elsewhere; says where they went.
    pub(crate) fn divert(&mut self, sender: mpsc::Sender<Value>) -> mpsc::Sender<Value> {
        std::mem::replace(&mut self.sender, sender)
    }

    /// Takes back what was asked: nobody will answer any more.
    pub(crate) fn hang_up(&self) {
        if let Some(memory) = &self.session {
            memory.questions.close();
        }
    }

    /// Whether the handshake agreed on a revision in which an array is one input.
    pub(crate) fn takes_batches(&self) -> bool {
        let agreed = |memory: &Arc<Memory>| memory.revision.has_batches();
        self.server.behaviour.batch != BatchBehaviour::Refused && self.session.as_ref().is_some_and(agreed)
    }

    /// Answers an array with an array, or with nothing if nothing in it asks for an answer.
    pub(crate) async fn batch(&mut self, items: Vec<Value>) {
        let server = Arc::clone(&self.server);
        let mut answers = Vec::new();
        for item in items {
            match batch::read(&server, item) {
                batch::Item::Refused(_) if server.behaviour.batch == BatchBehaviour::BadElementSpoils => {
                    return;
                }
                batch::Item::Refused(answer) => answers.push(answer),
                batch::Item::Request { id, method, params } => {
                    // Nothing is read while the array is worked on, so nothing can be asked.
                    let call = Call {
                        outlet: Outlet::None,
                        ..self.legacy_call(id, method, params)
                    };
                    answers.extend(batch::answer(&server, &call).await);
                }
                batch::Item::Other(other) => self.dispatch(other).await,
            }
        }
        if !answers.is_empty() {
            self.send(Value::Array(answers)).await;
        }
    }

    pub(crate) async fn send(&self, message: Value) {
        // When the output is gone, reading will end too.
        let _ = self.sender.send(message).await;
    }

    /// A flaw tells of the report whoever has a session.
    fn tells_all(&self, uri: &str) -> bool {
        self.server.behaviour.telling == TellBehaviour::EverySession && uri == features::REPORT
    }

    pub(crate) async fn announce(&self, uri: &str) {
        if self
            .session
            .as_ref()
            .is_some_and(|memory| memory.is_subscribed(uri) || self.tells_all(uri))
        {
            self.send(message::notification(
                "notifications/resources/updated",
                json!({"uri": uri}),
            ))
            .await;
        }
    }

    pub(crate) async fn dispatch(&mut self, incoming: Incoming) {
        match incoming {
            Incoming::Request { id, method, params } => self.request(id, method, params).await,
            Incoming::Notification { method, params } => self.notification(&method, &params).await,
            Incoming::Response { id, outcome } => {
                if let Some(memory) = &self.session {
                    memory.count_pings(false);
                    memory.questions.answer(&id, outcome);
                }
            }
        }
    }

    async fn notification(&mut self, method: &str, params: &Map<String, Value>) {
        if let Some(memory) = &self.session {
            memory.count_pings(false);
        }
        if method == "notifications/initialized"
            && let Some(memory) = &self.session
        {
            memory.questions.admit();
        }
        if method == "notifications/cancelled" {
            let id = params.get("requestId").filter(|id| message::is_id(id));
            for (_, work) in self.running.iter().filter(|(running, _)| Some(running) == id) {
                work.abort();
            }
            if self.server.behaviour.message == MessageBehaviour::CancellationsAnswered {
                let failure = Failure::new(INTERNAL_ERROR, "cancelled");
                self.send(self.server.failed(id, method, &failure)).await;
            }
        }
        let answered = match self.server.behaviour.message {
            MessageBehaviour::NotificationsAnswered => true,
            MessageBehaviour::NotificationsAnsweredOnStdio => self.carrier == Carrier::Stdio,
            _ => false,
        };
        if answered {
            self.send(message::success(&Value::Null, json!({}))).await;
        }
    }

    async fn request(&mut self, id: Value, method: String, params: Map<String, Value>) {
        let flawed = self.server.behaviour.version;
        let may_be_modern = self.carrier == Carrier::Stdio;
        let stands_in = self.session.is_none()
            && method != "initialize"
            && method != "ping"
            && matches!(
                flawed,
                VersionBehaviour::MetaMissingServed | VersionBehaviour::Remembered
            );
        if may_be_modern && (metadata::is_modern(&params) || stands_in || self.server.behaviour.slim) {
            return match self.read_modern(&id, &method, params) {
                Ok(call) => self.answer(call).await,
                Err(failure) => self.send(self.server.failed(Some(&id), &method, &failure)).await,
            };
        }
        if method == "initialize" {
            return self.initialize(&id, &params).await;
        }
        let served_early = method == "ping" && self.stdio_behaviour() != StdioBehaviour::PingNeedsHandshake;
        if self.session.is_none() && !served_early {
            let failure = Failure::new(
                INVALID_PARAMS,
                "send initialize first, or the metadata of a modern request in _meta",
            );
            return self.send(self.server.failed(Some(&id), &method, &failure)).await;
        }
        let call = self.legacy_call(id, method, params);
        self.answer(call).await;
    }

    fn read_modern(
        &self,
        id: &Value,
        method: &str,
        params: Map<String, Value>,
    ) -> std::result::Result<Call, Failure> {
        if self.server.behaviour.slim && method == "initialize" {
            return Err(metadata::refuse_handshake(&self.server, &params));
        }
        let version = metadata::declared_version(&self.server, &self.connection, &params)?;
        self.flaw_modern(method, &params)?;
        let revision = metadata::check_version(&self.server, &version)?;
        let metadata = metadata::read(&self.server, &self.connection, &params)?;
        Ok(Call {
            revision,
            id: id.clone(),
            method: method.to_owned(),
            params,
            caller: Caller::default(),
            follows: self.connection.is_used(),
            capabilities: metadata.capabilities,
            log_level: metadata.log_level,
            memory: None,
            outlet: Outlet::Channel(self.sender.clone()),
        })
    }

    /// What flaws refuse on stdio.
    fn flaw_modern(&self, method: &str, params: &Map<String, Value>) -> std::result::Result<(), Failure> {
        let arguments = params.get("arguments").and_then(Value::as_object);
        match self.stdio_behaviour() {
            StdioBehaviour::HeadersDemanded if params.get("name") == Some(&json!("locate")) => {
                if arguments.is_some_and(|arguments| !arguments.is_empty()) {
                    Err(Failure::new(
                        HEADER_MISMATCH,
                        "header mcp-param-region is missing",
                    ))
                } else {
                    Ok(())
                }
            }
            StdioBehaviour::ColdStart if !self.started.swap(true, Ordering::Relaxed) => {
                if method == "server/discover" {
                    return Ok(());
                }
                Err(Failure::new(INTERNAL_ERROR, "this server has not started yet"))
            }
            _ => Ok(()),
        }
    }

    fn legacy_call(&self, id: Value, method: String, params: Map<String, Value>) -> Call {
        Call {
            revision: self
                .session
                .as_ref()
                .map_or(Revision::newest_legacy(), |memory| memory.revision),
            id,
            method,
            params,
            caller: self.caller.clone(),
            follows: self.connection.is_used(),
            capabilities: Map::new(),
            log_level: self.session.as_ref().and_then(|memory| memory.level()),
            memory: self.session.clone(),
            outlet: Outlet::Channel(self.sender.clone()),
        }
    }

    /// One handshake a channel.
    async fn initialize(&mut self, id: &Value, params: &Map<String, Value>) {
        let outcome = match &self.session {
            Some(_) => Err(Failure::new(INVALID_REQUEST, "already initialized")),
            None => features::initialize(&self.server, params),
        };
        if let Ok((revision, _)) = &outcome {
            self.session = Some(Memory::of(*revision, features::declared(params)));
        }
        let outcome = outcome.map(|(_, result)| result);
        let opened = outcome.is_ok();
        let call = self.legacy_call(id.clone(), "initialize".to_owned(), params.clone());
        self.send(self.server.respond(&call, outcome)).await;
        let asks_early = self.stdio_behaviour() == StdioBehaviour::AsksTooEarly;
        if opened && asks_early && features::declared(params).contains_key("roots") {
            self.send(message::request(&json!("server-0"), "roots/list", json!({})))
                .await;
        }
    }

    /// Answers at once, or beside further reading where that may take time.
    async fn answer(&mut self, call: Call) {
        if let Err(failure) = features::admit(&self.server, &call) {
            return self.send(self.server.respond(&call, Err(failure))).await;
        }
        if features::is_ignored(&self.server, &call) {
            return;
        }
        if !features::streams(&call) {
            let outcome = features::perform(&self.server, &call).await;
            let response = self.server.respond(&call, outcome);
            let mixes_up = self.server.behaviour.channel == ChannelBehaviour::ListIdsSwapped;
            if mixes_up && self.carrier == Carrier::HttpSse && call.method.ends_with("/list") {
                return self.hold_back(response).await;
            }
            return self.send(response).await;
        }
        let sends_requests = self.stdio_behaviour() == StdioBehaviour::SendsRequests;
        let (server, sender, id) = (Arc::clone(&self.server), self.sender.clone(), call.id.clone());
        // A flaw cannot end them.
        let is_lasting =
            call.method == "subscriptions/listen" && self.server.behaviour.telling == TellBehaviour::EndedToo;
        let work = self.work.spawn(async move {
            if sends_requests {
                let _ = sender
                    .send(json!({"jsonrpc": "2.0", "id": "server-1", "method": "roots/list"}))
                    .await;
            }
            let outcome = features::perform(&server, &call).await;
            let _ = sender.send(server.respond(&call, outcome)).await;
            if server.behaviour.features == FeatureBehaviour::ProgressTooLate {
                call.progress(FeatureBehaviour::ProgressTooLate, 1000, 1000, "after the end")
                    .await;
            }
        });
        while self.work.try_join_next().is_some() {}
        self.running.retain(|(_, work)| !work.is_finished());
        if !is_lasting {
            self.running.push((id, work));
        }
    }

    /// Sends a response with the id of the one that waits, and that one with its id; or lets it wait for a while.
    async fn hold_back(&mut self, mut response: Value) {
        let other = waiting(&self.held_back).take();
        if let Some(mut other) = other {
            std::mem::swap(&mut response["id"], &mut other["id"]);
            self.send(other).await;
            return self.send(response).await;
        }
        let id = response["id"].clone();
        *waiting(&self.held_back) = Some(response);
        let (held_back, sender) = (Arc::clone(&self.held_back), self.sender.clone());
        self.work.spawn(async move {
            let _ = tokio::time::timeout(HELD_BACK, std::future::pending::<()>()).await;
            let own = waiting(&held_back).take_if(|response| response["id"] == id);
            if let Some(response) = own {
                let _ = sender.send(response).await;
            }
        });
    }
}

fn waiting(held_back: &Mutex<Option<Value>>) -> MutexGuard<'_, Option<Value>> {
    held_back.lock().unwrap_or_else(PoisonError::into_inner)
}
