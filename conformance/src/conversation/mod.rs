//! Holding a conversation with a target: well-formed requests of the column's revision, which a probe
//! then breaks in one place, sent and recorded.

mod browsing;
mod channel;
mod http;
mod issuer;
mod outgoing;
mod questions;

use std::any::Any;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use futures_util::future::BoxFuture;
use memchr::memmem;
use mock_auth_server::{AuthServer, Defect, Minter, Token};
use serde_json::{Value, json};
use targets::upstream::{Upstream, UpstreamRequest};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

pub use channel::STREAM;
pub use http::{Asked, Stream};
pub use outgoing::{FILLER, Outgoing, Reading, plain_or_encoded};
pub use questions::{Client, askable};

use crate::egress::{Declared, Watch};
use crate::entropy::Entropy;
use crate::principal::Principal;
use crate::revision::{Cell, Revision, Transport};
use crate::transcript::{Authorization, End, Entry, Facts, Fixture, HUNG, Head, Reply, Tokens, Transcript};
use crate::transport::Limits;
use crate::transport::gateway::Gateway;
use crate::transport::http::{Connection, Endpoint};
use crate::transport::http_sse::Channel;
use crate::transport::listening;
use crate::transport::process;
use crate::transport::stdio::{Link, Source};
use crate::transport::tracer::Tracer;

/// The name that our requests give as theirs.
pub const CLIENT_NAME: &str = "proofhouse";

/// Shorter values are no secrets, and replacing them would garble the record.
const SECRET_LENGTH: usize = 4;

/// After this many time limits in a row the target is taken for hung, and nothing more is asked of it.
const HUNG_AFTER: usize = 3;
/// The same where a conversation is held alone, to see whether it is what hangs the target: what is sent may wait in vain
/// several times before the controls do.
const HUNG_AFTER_ALONE: usize = 8;
/// No process has answered yet, and none was waited for in vain.
const UNKNOWN: u8 = 0;
/// The first that was waited for did not answer.
const MUTE: u8 = 1;
/// One has answered.
const ANSWERING: u8 = 2;

/// The target, started once more beside the one that runs. It ends when this is dropped.
pub struct Beside {
    /// Where it listens.
    pub endpoint: Endpoint,
    /// What keeps it running.
    pub kept: Box<dyn Any + Send>,
}

/// Starts the target once more.
pub type StartAgain = Arc<dyn Fn() -> BoxFuture<'static, Option<Beside>> + Send + Sync>;

/// What watches the connections of a launched server.
pub struct Egress {
    /// What it is told to connect through.
    pub gateway: Gateway,
    /// What sees its system calls, where the machine has that.
    pub tracer: Option<Tracer>,
    /// Where it may go.
    pub declared: Vec<Declared>,
    /// Whether its target file says where it may go, so that it may go nowhere else.
    pub is_closed: bool,
}

impl Egress {
    /// How it is watched.
    pub const fn watch(&self) -> Watch {
        if self.tracer.is_some() {
            Watch::Trace
        } else {
            Watch::Proxy
        }
    }
}

/// What all conversations of a run share.
pub struct Ground {
    /// The seed of the run.
    pub seed: u64,
    /// Bounds on what a target may make us do.
    pub limits: Limits,
    /// Where HTTP requests go.
    pub endpoint: Option<Endpoint>,
    /// Where the stream of the 2024-11-05 transport is opened.
    pub sse_endpoint: Option<Endpoint>,
    /// Whether the target file says that there is such a stream.
    pub sse_declared: bool,
    /// The path of the address that the stream names, and the path that posts there are redirected to.
    pub posts_moved: Option<(String, String)>,
    /// How the stdio server is started.
    pub stdio: Option<Source>,
    /// Headers that the target file adds to each request; their values are not recorded.
    pub headers: Vec<(String, String)>,
    /// What else is not recorded, as it is sent.
    pub secrets: Vec<String>,
    /// Makes tokens that the target should trust, and defective ones.
    pub minter: Option<Minter>,
    /// Makes tokens of the second issuer, where the target trusts one.
    pub second_minter: Option<Minter>,
    /// The authorization server that the target trusts, for what it was asked.
    pub auth_server: Option<Arc<AuthServer>>,
    /// The upstream that a target can be led to.
    pub upstream: Option<Arc<Upstream>>,
    /// Starts an HTTP server that we launched once more, on a port of its own.
    pub start_again: Option<StartAgain>,
    /// The process group of the launched HTTP server; 0 where there is none.
    group: AtomicU32,
    /// Other workers of its deployment.
    pub workers: Vec<Endpoint>,
    /// What watches the connections of a launched server.
    pub egress: Option<Arc<Egress>>,
    /// Whether the HTTP server has answered its first request; held meanwhile.
    pub(crate) is_started: tokio::sync::Mutex<bool>,
    /// Time limits reached since the last answer.
    timeouts: AtomicUsize,
    /// So many of them say that the target hangs.
    hung_after: AtomicUsize,
    /// Over HTTP+SSE, whether responses were seen to come as answers to posts and nowhere else.
    answers_in_posts: AtomicBool,
    /// Processes that run at the same time, so that one does not wait for the others to start.
    processes: Arc<Semaphore>,
    /// What is known of them: [`UNKNOWN`], [`MUTE`] or [`ANSWERING`].
    processes_found: AtomicU8,
    /// Records of conversations that were cut short from outside.
    cut_short: Mutex<Vec<Transcript>>,
}

impl Ground {
    /// The ground for a target that is reached this way.
    pub fn new(seed: u64, endpoint: Option<Endpoint>, stdio: Option<Source>) -> Self {
        Self {
            seed,
            limits: Limits::default(),
            endpoint,
            sse_endpoint: None,
            sse_declared: false,
            posts_moved: None,
            stdio,
            headers: Vec::new(),
            secrets: Vec::new(),
            minter: None,
            second_minter: None,
            auth_server: None,
            upstream: None,
            start_again: None,
            group: AtomicU32::new(0),
            workers: Vec::new(),
            egress: None,
            is_started: tokio::sync::Mutex::new(false),
            timeouts: AtomicUsize::new(0),
            hung_after: AtomicUsize::new(HUNG_AFTER),
            answers_in_posts: AtomicBool::new(false),
            processes: Arc::new(Semaphore::new(
                std::thread::available_parallelism().map_or(2, usize::from),
            )),
            processes_found: AtomicU8::new(UNKNOWN),
            cut_short: Mutex::default(),
        }
    }

    /// Whether a process was waited for in vain, and none has ever answered.
    fn is_mute(&self) -> bool {
        self.processes_found.load(Ordering::Relaxed) == MUTE
    }

    /// Takes the records of conversations that were cut short, by ctrl-C for example.
    pub fn take_cut_short(&self) -> Vec<Transcript> {
        std::mem::take(&mut *self.cut_short.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Learns which process group the launched HTTP server has.
    pub fn set_group(&self, group: Option<u32>) {
        self.group.store(group.unwrap_or(0), Ordering::Relaxed);
    }

    /// So many more processes may run at the same time.
    pub fn processes(&self) -> usize {
        self.processes.available_permits()
    }

    /// Kilobytes that the launched HTTP server holds in memory, if there is one and the system says so.
    pub fn resident_kib(&self) -> Option<u64> {
        self.launched_group().and_then(process::resident_kib)
    }

    /// The most kilobytes that it held since [`Ground::forget_peak`].
    pub fn peak_kib(&self) -> Option<u64> {
        self.launched_group().and_then(process::peak_kib)
    }

    /// Counts the peak of its memory from what it holds now; says whether that can be done.
    pub fn forget_peak(&self) -> bool {
        self.launched_group().is_some_and(process::forget_peak)
    }

    fn launched_group(&self) -> Option<u32> {
        let group = self.group.load(Ordering::Relaxed);
        (group != 0).then_some(group)
    }

    /// Whether the target has stopped answering.
    pub fn is_hung(&self) -> bool {
        self.timeouts.load(Ordering::Relaxed) >= self.hung_after.load(Ordering::Relaxed)
    }

    /// Says whether conversations are held alone from now on, to see which of them hangs the target.
    pub fn hold_alone(&self, alone: bool) {
        let after = if alone { HUNG_AFTER_ALONE } else { HUNG_AFTER };
        self.hung_after.store(after, Ordering::Relaxed);
    }

    /// Forgets earlier time limits: the target was started again.
    pub fn forget_timeouts(&self) {
        self.timeouts.store(0, Ordering::Relaxed);
    }
}

/// Why a probe stops early. What was recorded up to there is judged.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Halt(pub String);

/// One conversation, in one column, recorded.
pub struct Conversation {
    /// The column.
    pub cell: Cell,
    /// What the run shares.
    pub ground: Arc<Ground>,
    /// Values we choose.
    pub entropy: Entropy,
    /// Who the next request speaks for.
    pub principal: Principal,
    /// The session that the next request belongs to (legacy, Streamable HTTP).
    pub session: Option<String>,
    /// Client capabilities that requests declare.
    pub client_capabilities: Value,
    transcript: Transcript,
    exchanges: u32,
    next_id: i64,
    /// The good tokens of this conversation, one a principal.
    tokens: Vec<(Principal, Authorization, String)>,
    idle: Option<Connection>,
    link: Option<Link>,
    channel: Option<Channel>,
    beside: Option<Beside>,
    permit: Option<OwnedSemaphorePermit>,
    timeouts: usize,
    /// Whether silence says no more than that the request is not known.
    pub(crate) may_be_silent: bool,
    closed: bool,
}

impl Drop for Conversation {
    fn drop(&mut self) {
        if !self.closed {
            self.note("halt", "the conversation was cut short");
            let head = self.transcript.head.clone();
            let transcript = std::mem::replace(&mut self.transcript, Transcript::new(head));
            self.ground
                .cut_short
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(transcript);
        }
    }
}

impl Conversation {
    /// Begins a conversation; nothing is sent yet.
    pub fn new(ground: Arc<Ground>, probe: &str, cell: Cell, facts: impl Into<Arc<Facts>>) -> Self {
        let entropy = Entropy::new(
            ground.seed,
            format!("{probe}/{}/{}", cell.revision, cell.transport),
        );
        let head = Head {
            probe: probe.to_owned(),
            cell,
            seed: ground.seed,
            facts: facts.into(),
        };
        let principal = if head.facts.is_protected() {
            Principal::A
        } else {
            Principal::Nobody
        };
        Self {
            cell,
            ground,
            entropy,
            principal,
            session: None,
            client_capabilities: json!({}),
            transcript: Transcript::new(head),
            exchanges: 0,
            next_id: 0,
            tokens: Vec::new(),
            idle: None,
            link: None,
            channel: None,
            beside: None,
            permit: None,
            timeouts: 0,
            may_be_silent: false,
            closed: false,
        }
    }

    /// What is known of the target.
    pub fn facts(&self) -> &Facts {
        &self.transcript.head.facts
    }

    /// Learns more of the target.
    pub fn know(&mut self, facts: Facts) {
        self.transcript.head.facts = Arc::new(facts);
    }

    /// What was recorded so far.
    pub fn transcript(&self) -> &Transcript {
        &self.transcript
    }

    /// Whether messages travel over HTTP.
    pub fn is_http(&self) -> bool {
        self.cell.transport.is_http()
    }

    /// Whether requests carry their own version and capabilities.
    pub fn is_modern(&self) -> bool {
        self.cell.revision.is_modern()
    }

    /// Ends the conversation: the connection is dropped, a process is stopped, the record is handed over.
    pub async fn close(mut self) -> Transcript {
        if let Some(link) = self.link.take() {
            link.stop(std::time::Duration::from_secs(2)).await;
        }
        if let Some(server) = &self.ground.auth_server {
            let asked = issuer::asked(server, &self.transcript);
            self.transcript.extend(asked);
        }
        self.closed = true;
        let head = self.transcript.head.clone();
        std::mem::replace(&mut self.transcript, Transcript::new(head))
    }

    /// Records something that the bytes do not show.
    pub fn note(&mut self, key: &str, value: impl Into<String>) {
        self.transcript.push(Entry::Note {
            key: key.to_owned(),
            value: value.into(),
        });
    }

    /// The next request id: an integer, one more than the last.
    pub fn fresh_id(&mut self) -> Value {
        self.next_id += 1;
        Value::from(self.next_id)
    }

    /// Sends, reads the answer, records both.
    pub async fn send(&mut self, label: &str, out: Outgoing) -> Result<Reply<'_>, Halt> {
        self.may_go_on().await?;
        let streamable = self.cell.transport == Transport::StreamableHttp;
        // What came of it is in the record.
        let _ = self.open_channel().await;
        let out = self.addressed(out);
        let exchange = self.begin(label, &out);
        let end = if streamable || out.verb != "POST" {
            self.send_http(exchange, &out).await
        } else {
            self.send_on_channel(exchange, &out).await
        };
        self.finish(exchange, end);
        Ok(self.reply(exchange))
    }

    /// Over HTTP one server answers all conversations; over stdio each has a process of its own, when it is its turn.
    /// Where a process never answered, and none did before it, no other is started.
    async fn may_go_on(&mut self) -> Result<(), Halt> {
        let hung = if self.is_http() {
            self.ground.is_hung()
        } else {
            self.await_turn().await;
            self.timeouts >= HUNG_AFTER || self.link.is_none() && self.ground.is_mute()
        };
        if hung { Err(Halt(HUNG.to_owned())) } else { Ok(()) }
    }

    fn count_timeouts(&mut self, exchange: u32, how: End) {
        // A target with nothing to say on a stream may keep back even the head of its answer to GET.
        let waits_for_news = self.cell.transport == Transport::StreamableHttp
            && how == End::TimedOut
            && self.reply(exchange).sent.starts_with(b"GET ");
        let is_deaf = || {
            self.facts().deaf_to_pings
                && self
                    .reply(exchange)
                    .sent_method()
                    .is_some_and(|method| method == "ping")
        };
        if waits_for_news || self.may_be_silent || is_deaf() {
            return;
        }
        let answered = matches!(how, End::Complete | End::Left | End::NothingDue);
        match (self.is_http(), how) {
            (true, End::TimedOut) => {
                self.ground.timeouts.fetch_add(1, Ordering::Relaxed);
            }
            (true, _) if answered => self.ground.forget_timeouts(),
            (false, End::TimedOut) => {
                self.timeouts += 1;
                let found = &self.ground.processes_found;
                let _ = found.compare_exchange(UNKNOWN, MUTE, Ordering::Relaxed, Ordering::Relaxed);
            }
            (false, _) if answered => {
                self.timeouts = 0;
                self.ground.processes_found.store(ANSWERING, Ordering::Relaxed);
            }
            _ => {}
        }
    }

    /// Whether a ping is answered. Silence is not held against the target here.
    pub async fn hears_ping(&mut self) -> Result<bool, Halt> {
        let ping = self.request("ping", json!({}));
        let reply = self.send_leniently("ping", ping).await?;
        Ok(reply.is_served())
    }

    /// Sends what a sound target may leave unanswered.
    pub(crate) async fn send_leniently(&mut self, label: &str, out: Outgoing) -> Result<Reply<'_>, Halt> {
        self.may_be_silent = true;
        let sent = self.send(label, out).await.map(|reply| reply.exchange);
        self.may_be_silent = false;
        sent.map(|exchange| self.reply(exchange))
    }

    /// The reply to an exchange by its number.
    pub fn reply(&self, exchange: u32) -> Reply<'_> {
        self.transcript
            .latest(exchange)
            .unwrap_or_else(|| unreachable!("exchanges are recorded before they are read"))
    }

    fn begin(&mut self, label: &str, out: &Outgoing) -> u32 {
        self.exchanges += 1;
        let bytes = if self.is_http() {
            out.http_bytes()
        } else {
            out.line_bytes()
        };
        self.transcript.push(Entry::Sent {
            exchange: self.exchanges,
            label: label.to_owned(),
            principal: out.principal.as_str().to_owned(),
            id: out.id.as_ref().map(Value::to_string).unwrap_or_default(),
            bytes: self.redacted(bytes.into_boxed_slice().into()),
        });
        self.exchanges
    }

    /// Adds to the record, without the secrets of the target file.
    fn record(&mut self, entry: Entry) {
        let entry = match entry {
            Entry::Head { exchange, bytes } => Entry::Head {
                exchange,
                bytes: self.redacted(bytes),
            },
            Entry::Body { exchange, bytes } => Entry::Body {
                exchange,
                bytes: self.redacted(bytes),
            },
            Entry::Event { exchange, bytes } => Entry::Event {
                exchange,
                bytes: self.redacted(bytes),
            },
            Entry::Line { exchange, bytes } => Entry::Line {
                exchange,
                bytes: self.redacted(bytes),
            },
            other => other,
        };
        self.transcript.push(entry);
    }

    /// Replaces the values of headers that the target file adds, and what it types into forms: they may be secrets of the
    /// vendor's.
    fn redacted(&self, bytes: Bytes) -> Bytes {
        let headers = self.ground.headers.iter().map(|(_, value)| value);
        let values = headers.chain(&self.ground.secrets);
        let long = values.filter(|value| value.len() >= SECRET_LENGTH);
        long.fold(bytes, |bytes, value| {
            replace(&bytes, value.as_bytes(), b"[redacted]").into()
        })
    }

    fn finish(&mut self, exchange: u32, how: End) {
        self.count_timeouts(exchange, how);
        self.transcript.push(Entry::End { exchange, how });
    }

    fn deadline(&self) -> Instant {
        Instant::now() + self.ground.limits.answer
    }

    /// A well-formed request of the column's revision, for the current principal and session.
    pub fn request(&mut self, method: &str, params: Value) -> Outgoing {
        let id = self.fresh_id();
        let params = self.with_meta(params);
        let message = json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params});
        self.outgoing(&message, Some(id))
    }

    /// A well-formed notification.
    pub fn notification(&mut self, method: &str, params: Value) -> Outgoing {
        let message = json!({"jsonrpc": "2.0", "method": method, "params": self.with_meta(params)});
        self.outgoing(&message, None)
    }

    /// A well-formed POST of bytes that need not be a message: the headers are those of a tools/list request.
    pub fn raw(&mut self, body: impl Into<Vec<u8>>) -> Outgoing {
        let mut out = self.request("tools/list", json!({}));
        out.id = None;
        out.body = body.into();
        out
    }

    fn with_meta(&self, mut params: Value) -> Value {
        if self.is_modern() && params.is_object() {
            params["_meta"]["io.modelcontextprotocol/protocolVersion"] = json!(self.cell.revision.as_str());
            params["_meta"]["io.modelcontextprotocol/clientInfo"] = client_info();
            params["_meta"]["io.modelcontextprotocol/clientCapabilities"] = self.client_capabilities.clone();
        }
        params
    }

    fn outgoing(&mut self, message: &Value, id: Option<Value>) -> Outgoing {
        let mut out = self.bare("POST");
        out.set("Content-Type", "application/json");
        out.set("Accept", "application/json, text/event-stream");
        if self.is_modern() {
            let tools = &self.transcript.head.facts.tools;
            outgoing::mirror(&mut out, message, self.cell.revision, tools);
        } else if message["method"] != "initialize" {
            self.add_legacy_headers(&mut out);
        }
        out.body = message.to_string().into_bytes();
        out.id = id;
        out
    }

    fn add_legacy_headers(&self, out: &mut Outgoing) {
        if self.cell.revision >= Revision::V2025_06_18 {
            out.set("MCP-Protocol-Version", self.cell.revision.as_str());
        }
        if let Some(session) = &self.session {
            out.set("Mcp-Session-Id", session);
        }
    }

    /// Where requests of this column go, if over HTTP.
    pub fn endpoint(&self) -> Option<&Endpoint> {
        if let Some(beside) = &self.beside {
            return Some(&beside.endpoint);
        }
        match self.cell.transport {
            Transport::HttpSse => self.ground.sse_endpoint.as_ref(),
            _ => self.ground.endpoint.as_ref(),
        }
    }

    /// A request line, `Host`, the target file's headers and the principal's token; no body.
    fn bare(&mut self, verb: &str) -> Outgoing {
        let mut out = Outgoing::new(verb, self.principal);
        if let Some(endpoint) = self.endpoint() {
            out.target = endpoint.target();
            out.set("Host", &endpoint.authority());
        }
        for (name, value) in &self.ground.headers {
            out.set(name, value);
        }
        if self.is_http()
            && self.principal != Principal::Nobody
            && let Some(token) = self.token()
        {
            out.set("Authorization", &format!("Bearer {token}"));
        }
        out
    }

    /// A GET or DELETE on the endpoint, for the current principal and session.
    pub fn endpoint_request(&mut self, verb: &str) -> Outgoing {
        let mut out = self.bare(verb);
        if verb == "GET" {
            out.set("Accept", "text/event-stream");
        }
        if self.is_modern() {
            out.set("MCP-Protocol-Version", self.cell.revision.as_str());
        } else {
            self.add_legacy_headers(&mut out);
        }
        out
    }

    /// A GET of a path on the target's origin, without a token.
    pub fn path_request(&mut self, path: &str) -> Outgoing {
        let principal = std::mem::replace(&mut self.principal, Principal::Nobody);
        let mut out = self.bare("GET");
        self.principal = principal;
        out.principal = Principal::Nobody;
        path.clone_into(&mut out.target);
        out.set("Accept", "application/json");
        out
    }

    /// What the current principal's next token says of itself.
    pub fn token_to_mint(&mut self) -> Option<Token> {
        let authorization = self.facts().authorization.clone()?;
        Some(self.token_for(&authorization))
    }

    /// The claims of a good token of the current principal.
    pub fn token_claims(&mut self) -> Option<Value> {
        let token = self.token_to_mint()?;
        Some(self.ground.minter.as_ref()?.claims(&token))
    }

    pub(crate) fn token_for(&mut self, authorization: &Authorization) -> Token {
        let mut token = Token::for_resource(&authorization.audience);
        token.name = self.entropy.token_name();
        token.scopes.clone_from(&authorization.scopes);
        if self.principal != Principal::Nobody {
            self.principal.subject().clone_into(&mut token.subject);
        }
        token
    }

    /// The good token of the current principal, if the target trusts our authorization server.
    pub fn token(&mut self) -> Option<String> {
        if let Some(proxy) = &self.facts().sign_in {
            let mut tokens = proxy.tokens.iter();
            let own = tokens.find(|(principal, _)| *principal == self.principal);
            return own.map(|(_, token)| token.clone());
        }
        let authorization = self.facts().authorization.clone()?;
        if authorization.tokens == Tokens::Opaque {
            return self.opaque_token(None);
        }
        let minter = self.ground.minter.clone()?;
        let principal = self.principal;
        let mut held = self.tokens.iter();
        if let Some((.., token)) = held.find(|held| held.0 == principal && held.1 == authorization) {
            return Some(token.clone());
        }
        let token = minter.mint(&self.token_for(&authorization));
        self.tokens.push((principal, authorization, token.clone()));
        Some(token)
    }

    /// An opaque token of the current principal, good or with one defect; none where the defect does not lie in what
    /// introspection tells.
    pub fn opaque_token(&mut self, defect: Option<&Defect>) -> Option<String> {
        let authorization = self.facts().authorization.clone()?;
        let minter = self.ground.minter.clone()?;
        let token = self.token_for(&authorization);
        let claims = match defect {
            None => minter.claims(&token),
            Some(defect) => minter.claims_defective(&token, defect)?,
        };
        let server = self.ground.auth_server.as_ref()?;
        Some(server.tenant().opaque_token(&claims))
    }

    /// The same, with one defect; none where the defect does not make this target's token another one.
    pub fn defective_token(&mut self, defect: &Defect) -> Option<String> {
        let authorization = self.facts().authorization.clone()?;
        if authorization.tokens == Tokens::Opaque {
            return self.opaque_token(Some(defect));
        }
        let minter = self.ground.minter.clone()?;
        let token = self.token_for(&authorization);
        defect
            .applies_to(&token)
            .then(|| minter.mint_defective(&token, defect))
    }

    /// The same as a good token, with other claims.
    pub fn shaped_token(&mut self, change: impl FnOnce(&mut Value)) -> Option<String> {
        let authorization = self.facts().authorization.clone()?;
        let minter = self.ground.minter.clone()?;
        let token = self.token_for(&authorization);
        let mut claims = minter.claims(&token);
        change(&mut claims);
        if authorization.tokens == Tokens::Opaque {
            let server = self.ground.auth_server.as_ref()?;
            return Some(server.tenant().opaque_token(&claims));
        }
        Some(minter.mint_claims(token.algorithm, &claims))
    }

    /// The `initialize` request of a legacy revision.
    pub fn initialize_request(&mut self) -> Outgoing {
        let params = json!({
            "protocolVersion": self.cell.revision.as_str(),
            "capabilities": self.client_capabilities.clone(),
            "clientInfo": client_info(),
        });
        self.request("initialize", params)
    }

    /// Opens the conversation: the handshake of a legacy revision; nothing for a modern one.
    pub async fn open(&mut self) -> Result<(), Halt> {
        if self.is_modern() {
            return Ok(());
        }
        self.session = None;
        let request = self.initialize_request();
        let reply = self.send("initialize", request).await?;
        if !reply.is_served() {
            return Err(Halt(format!("initialize got {}", reply.describe())));
        }
        self.session = reply.header("mcp-session-id").map(str::to_owned);
        let initialized = self.notification("notifications/initialized", json!({}));
        self.send("initialized", initialized).await?;
        Ok(())
    }

    /// A request that every server of the revision serves, without side effects: ping, or server/discover. A server that
    /// answers no ping is asked for a list, or each of our questions would wait for the time limit.
    pub fn safe_request(&mut self) -> Outgoing {
        let method = self.safe_method();
        self.request(method, json!({}))
    }

    /// The method of [`Conversation::safe_request`].
    pub fn safe_method(&self) -> &'static str {
        let list = self.facts().deaf_to_pings.then(|| self.declared_list()).flatten();
        match list {
            _ if self.is_modern() => "server/discover",
            Some(list) => list,
            None => "ping",
        }
    }

    /// The first list that the server declares.
    fn declared_list(&self) -> Option<&'static str> {
        let lists = [
            ("tools", "tools/list"),
            ("resources", "resources/list"),
            ("prompts", "prompts/list"),
        ];
        let declared = |(capability, _): &(&str, _)| self.facts().declares(capability);
        lists.into_iter().find(declared).map(|(_, method)| method)
    }

    /// A request whose refusal means something: a tool call that discovery saw served, or else a list
    /// of what the server declares.
    pub fn work(&mut self) -> Outgoing {
        if let Some(Fixture { tool, arguments }) = self.facts().work.clone() {
            return self.request("tools/call", json!({"name": tool, "arguments": arguments}));
        }
        self.list()
    }

    /// A list of what the server declares, or else [`Conversation::safe_request`].
    pub fn list(&mut self) -> Outgoing {
        let method = self.declared_list().unwrap_or_else(|| self.safe_method());
        self.request(method, json!({}))
    }

    /// Sends [`Conversation::work`] as the control that refusals are held against.
    pub async fn control(&mut self, label: &str) -> Result<(), Halt> {
        self.send_patiently(label, Self::work).await?;
        Ok(())
    }

    /// Sends [`Conversation::safe_request`]: the target is still there and everything sent before is dealt with.
    pub async fn barrier(&mut self, label: &str) -> Result<(), Halt> {
        self.send_patiently(label, Self::safe_request).await?;
        Ok(())
    }

    /// Sends a control, and another one under the same label where no answer came in time: a target that was only slow
    /// has caught up by then, and one that hangs has not. Over HTTP so, too, where the connection was lost: a worker may
    /// have been replaced, or a deployment have rolled.
    pub async fn send_patiently(
        &mut self,
        label: &str,
        make: impl Fn(&mut Self) -> Outgoing,
    ) -> Result<Reply<'_>, Halt> {
        let out = make(self);
        let is_http = self.is_http();
        let first = self.send(label, out).await?;
        let number = first.exchange;
        let is_lost =
            is_http && matches!(first.end, Some(End::Closed | End::Unreachable)) && first.answered().is_err();
        if !first.is_late() && !is_lost {
            return Ok(self.reply(number));
        }
        let out = make(self);
        self.send(label, out).await
    }

    /// Records what arrived at the upstream trap for this canary.
    pub fn look_upstream(&mut self, canary: &str) {
        let Some(upstream) = self.ground.upstream.clone() else {
            return;
        };
        for request in upstream
            .requests()
            .into_iter()
            .filter(|request| request.path.contains(canary))
        {
            self.transcript.push(Entry::Upstream {
                bytes: printed(&request).into(),
            });
        }
    }

    /// Notes under `key` whether a socket listens at the launched server's port on an address that others can reach.
    /// The port was free before it started, so the socket is the server's.
    pub fn look_where_it_listens(&mut self, key: &str) {
        let is_launched = self.ground.start_again.is_some();
        let port = self.endpoint().and_then(|endpoint| endpoint.url.port());
        if let Some(beyond) = port.filter(|_| is_launched).and_then(listening::beyond_loopback) {
            self.note(key, if beyond { "yes" } else { "no" });
        }
    }

    /// Starts the target once more; what is sent from now on goes there. Says whether it runs.
    pub async fn start_again(&mut self) -> bool {
        let Some(start) = self.ground.start_again.clone() else {
            return false;
        };
        self.idle = None;
        self.session = None;
        self.beside = start().await;
        self.beside.is_some()
    }

    /// What is sent from now on goes to this one of the other workers, or to the endpoint that was looked at first.
    /// The session stays.
    pub fn at_worker(&mut self, worker: Option<usize>) {
        self.idle = None;
        let endpoint = worker.and_then(|worker| self.ground.workers.get(worker)).cloned();
        self.beside = endpoint.map(|endpoint| Beside {
            endpoint,
            kept: Box::new(()),
        });
    }

    /// Makes the rest of the conversation use a new connection.
    pub fn reconnect(&mut self) {
        self.idle = None;
    }

    /// Whether what answers one message can come between the answers to others: on stdio, and on the stream of HTTP+SSE.
    pub fn is_channel(&self) -> bool {
        self.cell.transport != Transport::StreamableHttp
    }

    /// Whether this column is stdio.
    pub fn is_stdio(&self) -> bool {
        self.cell.transport == Transport::Stdio
    }
}

fn printed(request: &UpstreamRequest) -> Vec<u8> {
    let query = request
        .query
        .as_ref()
        .map(|query| format!("?{query}"))
        .unwrap_or_default();
    let mut bytes = format!("{} {}{query} HTTP/1.1\r\n", request.method, request.path).into_bytes();
    for (name, value) in &request.headers {
        bytes.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
    }
    bytes.extend_from_slice(b"\r\n");
    bytes.extend_from_slice(&request.body);
    bytes
}

fn client_info() -> Value {
    json!({"name": CLIENT_NAME, "version": env!("CARGO_PKG_VERSION")})
}

fn replace(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(at) = memmem::find(rest, from) {
        out.extend_from_slice(&rest[..at]);
        out.extend_from_slice(to);
        rest = &rest[at + from.len()..];
    }
    out.extend_from_slice(rest);
    out
}
