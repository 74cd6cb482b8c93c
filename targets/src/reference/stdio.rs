//! The stdio transport: one message a line, both eras on one pair of pipes.

use std::io::Result;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value, json};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::sync::mpsc;
use tokio::task::{AbortHandle, JoinSet};

use super::Server;
use super::call::{Call, Caller, Memory, Outlet};
use super::features;
use super::http::{LARGEST_MESSAGE, falls_over};
use super::json::{self as reading, Repeated};
use super::message::{self, Failure, INTERNAL_ERROR, INVALID_PARAMS, INVALID_REQUEST, Incoming, Refused};
use super::metadata;
use super::revision::Revision;
use super::server::Connection;
use crate::behaviour::{MessageBehaviour, StdioBehaviour, VersionBehaviour};

/// Messages that may wait for a slow reader before the work waits for it.
const BEHIND: usize = 64;
/// How long requests under way may take after the input has ended.
const GRACE: Duration = Duration::from_secs(2);

/// Serves until the input ends.
pub(super) async fn serve(
    server: &Arc<Server>,
    input: impl AsyncRead + Send + Unpin,
    mut output: impl AsyncWrite + Send + Unpin,
) -> Result<()> {
    if server.behaviour.stdio == StdioBehaviour::Banner {
        output.write_all(b"reference server ready\n").await?;
        output.flush().await?;
    }
    let (sender, receiver) = mpsc::channel(BEHIND);
    let client = Client {
        server: Arc::clone(server),
        sender,
        session: None,
        connection: Connection::default(),
        running: Vec::new(),
        work: JoinSet::new(),
    };
    let writing = write_messages(server, receiver, output);
    let (read, written) = tokio::join!(client.read_messages(BufReader::new(input)), writing);
    read.and(written)
}

/// Writes each message on a line of its own, at once.
async fn write_messages(
    server: &Server,
    mut messages: mpsc::Receiver<Value>,
    mut output: impl AsyncWrite + Send + Unpin,
) -> Result<()> {
    while let Some(message) = messages.recv().await {
        let (_, mut line) = server.encode(message);
        line.push(b'\n');
        if let Some(rewrite) = server.behaviour.hooks.rewrite_stdio_line {
            rewrite(&mut line);
        }
        output.write_all(&line).await?;
        output.flush().await?;
    }
    Ok(())
}

/// The one client of a stdio server.
struct Client {
    server: Arc<Server>,
    sender: mpsc::Sender<Value>,
    /// What a legacy handshake opened.
    session: Option<Arc<Memory>>,
    connection: Connection,
    running: Vec<(Value, AbortHandle)>,
    work: JoinSet<()>,
}

impl Client {
    async fn read_messages(mut self, mut input: BufReader<impl AsyncRead + Send + Unpin>) -> Result<()> {
        let mut changes = self.server.changes.subscribe();
        let mut line = Pending::default();
        loop {
            tokio::select! {
                read = line.read(&mut input) => {
                    match read? {
                        Line::Ended => break,
                        Line::TooLong => self.refuse_length().await,
                        Line::Read => {
                            self.flaw_input(&mut line.bytes, &mut input).await?;
                            self.take(&line.bytes).await?;
                        }
                    }
                    line = Pending::default();
                }
                Ok(uri) = changes.recv() => self.announce(&uri).await,
            }
        }
        if self.server.behaviour.stdio == StdioBehaviour::OutlivesInput {
            std::future::pending::<()>().await;
        }
        // Subscriptions end gracefully, and requests under way get a moment to finish.
        self.server.ending.send_replace(true);
        let _ = tokio::time::timeout(GRACE, async { while self.work.join_next().await.is_some() {} }).await;
        Ok(())
    }

    /// What flaws do with a line and with what was read along with it.
    async fn flaw_input(
        &mut self,
        line: &mut Vec<u8>,
        input: &mut BufReader<impl AsyncRead + Send + Unpin>,
    ) -> Result<()> {
        let ahead = input.buffer();
        match self.server.behaviour.stdio {
            StdioBehaviour::DropsRest if !ahead.contains(&b'\n') => {
                let count = ahead.len();
                input.consume(count);
            }
            StdioBehaviour::SwapsIds if ahead.contains(&b'\n') => {
                let mut next = Pending::default();
                next.read(input).await?;
                let is_request = |bytes: &[u8]| {
                    matches!(
                        message::read(bytes, MessageBehaviour::Strict),
                        Ok(Incoming::Request { .. })
                    )
                };
                if is_request(line)
                    && is_request(&next.bytes)
                    && let Ok(mut one) = serde_json::from_slice::<Value>(line)
                    && let Ok(mut other) = serde_json::from_slice::<Value>(&next.bytes)
                {
                    std::mem::swap(&mut one["id"], &mut other["id"]);
                    *line = one.to_string().into_bytes();
                    next.bytes = other.to_string().into_bytes();
                }
                let first = std::mem::replace(line, next.bytes);
                self.take(&first).await?;
            }
            _ => {}
        }
        Ok(())
    }

    async fn send(&self, message: Value) {
        // When the output is gone, reading will end too.
        let _ = self.sender.send(message).await;
    }

    async fn refuse_length(&self) {
        let failure = Failure::new(INVALID_REQUEST, "a message has at most 4 MiB");
        self.send(self.server.failed(None, "", &failure)).await;
    }

    async fn announce(&self, uri: &str) {
        if self
            .session
            .as_ref()
            .is_some_and(|memory| memory.is_subscribed(uri))
        {
            self.send(message::notification(
                "notifications/resources/updated",
                json!({"uri": uri}),
            ))
            .await;
        }
    }

    async fn take(&mut self, line: &[u8]) -> Result<()> {
        if line.iter().all(u8::is_ascii_whitespace) {
            return Ok(());
        }
        match message::read(line, self.server.behaviour.message) {
            Ok(incoming) => self.dispatch(incoming).await,
            Err(refused) => return self.refuse(line, &refused).await,
        }
        Ok(())
    }

    async fn refuse(&mut self, line: &[u8], refused: &Refused) -> Result<()> {
        let bad_line =
            refused.harmful.is_some() && self.server.behaviour.stdio == StdioBehaviour::DiesOnBadLine;
        if bad_line || falls_over(&self.server, refused) {
            return Err(std::io::Error::other("the flaw ends the service"));
        }
        if self.server.behaviour.message == MessageBehaviour::BatchExecuted
            && let Ok(Value::Array(batch)) = reading::read(line, Repeated::Refused)
        {
            for item in batch {
                if let Ok(incoming) = message::classify(item, MessageBehaviour::Strict) {
                    self.dispatch(incoming).await;
                }
            }
            return Ok(());
        }
        self.send(self.server.failed(refused.id.as_ref(), "", &refused.failure))
            .await;
        Ok(())
    }

    async fn dispatch(&mut self, incoming: Incoming) {
        match incoming {
            Incoming::Request { id, method, params } => self.request(id, method, params).await,
            Incoming::Notification { method, params } => self.notification(&method, &params).await,
            Incoming::Response => {}
        }
    }

    async fn notification(&mut self, method: &str, params: &Map<String, Value>) {
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
        let answered = [
            MessageBehaviour::NotificationsAnswered,
            MessageBehaviour::NotificationsAnsweredOnStdio,
        ];
        if answered.contains(&self.server.behaviour.message) {
            self.send(message::success(&Value::Null, json!({}))).await;
        }
    }

    async fn request(&mut self, id: Value, method: String, params: Map<String, Value>) {
        let flawed = self.server.behaviour.version;
        let stands_in = self.session.is_none()
            && method != "initialize"
            && method != "ping"
            && matches!(
                flawed,
                VersionBehaviour::MetaMissingServed | VersionBehaviour::Remembered
            );
        if metadata::is_modern(&params) || stands_in || self.server.behaviour.slim {
            return match self.read_modern(&id, &method, params) {
                Ok(call) => self.answer(call).await,
                Err(failure) => self.send(self.server.failed(Some(&id), &method, &failure)).await,
            };
        }
        if method == "initialize" {
            return self.initialize(&id, &params).await;
        }
        let served_early =
            method == "ping" && self.server.behaviour.stdio != StdioBehaviour::PingNeedsHandshake;
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
        let revision = metadata::check_version(&self.server, &version)?;
        let metadata = metadata::read(&self.server, &params)?;
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

    fn legacy_call(&self, id: Value, method: String, params: Map<String, Value>) -> Call {
        Call {
            revision: Revision::newest_legacy(),
            id,
            method,
            params,
            caller: Caller::default(),
            follows: self.connection.is_used(),
            capabilities: Map::new(),
            log_level: self.session.as_ref().and_then(|memory| memory.level()),
            memory: self.session.clone(),
            outlet: Outlet::Channel(self.sender.clone()),
        }
    }

    /// One handshake a process.
    async fn initialize(&mut self, id: &Value, params: &Map<String, Value>) {
        let outcome = match &self.session {
            Some(_) => Err(Failure::new(INVALID_REQUEST, "already initialized")),
            None => features::initialize(&self.server, params),
        };
        if outcome.is_ok() {
            self.session = Some(Arc::default());
        }
        let call = self.legacy_call(id.clone(), "initialize".to_owned(), params.clone());
        self.send(self.server.respond(&call, outcome)).await;
    }

    /// Answers at once, or beside further reading where that may take time.
    async fn answer(&mut self, call: Call) {
        if let Err(failure) = features::admit(&self.server, &call) {
            return self.send(self.server.respond(&call, Err(failure))).await;
        }
        if features::is_ignored(&self.server, &call.method) {
            return;
        }
        if !features::streams(&call) {
            let outcome = features::perform(&self.server, &call).await;
            return self.send(self.server.respond(&call, outcome)).await;
        }
        let (server, sender, id) = (Arc::clone(&self.server), self.sender.clone(), call.id.clone());
        let work = self.work.spawn(async move {
            if server.behaviour.stdio == StdioBehaviour::SendsRequests {
                let _ = sender
                    .send(json!({"jsonrpc": "2.0", "id": "server-1", "method": "roots/list"}))
                    .await;
            }
            let outcome = features::perform(&server, &call).await;
            let _ = sender.send(server.respond(&call, outcome)).await;
        });
        while self.work.try_join_next().is_some() {}
        self.running.retain(|(_, work)| !work.is_finished());
        self.running.push((id, work));
    }
}

/// What reading a line came to.
enum Line {
    Read,
    TooLong,
    Ended,
}

/// A line that is being read. Reading may be cut off between bytes and taken up again.
#[derive(Default)]
struct Pending {
    bytes: Vec<u8>,
    too_long: bool,
}

impl Pending {
    /// Reads up to a newline, which is left out.
    async fn read(&mut self, input: &mut BufReader<impl AsyncRead + Send + Unpin>) -> Result<Line> {
        loop {
            let available = input.fill_buf().await?;
            if available.is_empty() {
                let nothing = self.bytes.is_empty() || self.too_long;
                return Ok(if nothing { Line::Ended } else { Line::Read });
            }
            let newline = available.iter().position(|byte| *byte == b'\n');
            let count = newline.unwrap_or(available.len());
            self.too_long |= self.bytes.len() + count > LARGEST_MESSAGE;
            if !self.too_long {
                self.bytes.extend_from_slice(&available[..count]);
            }
            input.consume(newline.map_or(count, |newline| newline + 1));
            if newline.is_some() {
                return Ok(if self.too_long { Line::TooLong } else { Line::Read });
            }
        }
    }
}
