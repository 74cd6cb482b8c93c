//! Sending over a two-way channel, with answers matched by id: the standard streams of a process, one a conversation,
//! or a stream of events with posts beside it.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::Instant;

use super::{Conversation, Halt, Outgoing};
use crate::jsonrpc::Message;
use crate::revision::Transport;
use crate::transcript::{End, Entry};
use crate::transport::Filled;
use crate::transport::http::{Answer, Endpoint};
use crate::transport::http_sse::{self, Channel};
use crate::transport::sse;
use crate::transport::stdio::Link;

/// The label of the request that opens the stream of an HTTP+SSE conversation.
pub const STREAM: &str = "stream";

/// What became of a message that was put into the channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Put {
    /// It is there; an answer may come.
    Taken,
    /// The post was refused: nothing will come on the stream.
    Refused,
}

impl Conversation {
    pub(super) async fn send_on_channel(&mut self, exchange: u32, out: &Outgoing) -> End {
        let starts = self.is_stdio() && self.link.is_none();
        if let Err(end) = self.start().await {
            return end;
        }
        let deadline = self.deadline()
            + if starts {
                self.ground.limits.start
            } else {
                Duration::ZERO
            };
        match self.put(exchange, out, deadline).await {
            Ok(Put::Taken) => {}
            Ok(Put::Refused) => return End::Complete,
            Err(end) => return end,
        }
        match &out.id {
            Some(id) => self.read_posted(exchange, id, deadline).await,
            // Nothing is due, so silence is proved with a barrier: whatever comes before its answer belongs here.
            None => self.silence(exchange, deadline).await,
        }
    }

    /// Reads up to the answer. Where it came as the answer to the post itself, the target does not hang: it has answered
    /// in the wrong place, and once it was seen to do no more than that, nothing more is waited for.
    async fn read_posted(&mut self, exchange: u32, id: &Value, deadline: Instant) -> End {
        let answer = Message::read(&self.reply(exchange).body);
        // A refusal may name no request.
        let posted = !self.is_stdio() && (answer.answers(id) || answer.answers_nothing_named());
        if posted && self.ground.answers_in_posts.load(Ordering::Relaxed) {
            return End::Complete;
        }
        match self.read_to(exchange, id, deadline).await {
            End::TimedOut if posted => {
                self.ground.answers_in_posts.store(true, Ordering::Relaxed);
                End::Complete
            }
            end => end,
        }
    }

    async fn silence(&mut self, exchange: u32, deadline: Instant) -> End {
        let barrier = self.safe_request();
        let id = barrier.id.clone().unwrap_or_default();
        let barrier = self.addressed(barrier);
        let number = self.begin("barrier", &barrier);
        let end = match self.put(number, &barrier, deadline).await {
            Ok(Put::Taken) => self.read_before(exchange, number, &id, deadline).await,
            Ok(Put::Refused) => End::Closed,
            Err(end) => end,
        };
        if end == End::TimedOut {
            // What it waited for counts, and once is enough.
            self.record(Entry::End {
                exchange: number,
                how: end,
            });
        } else {
            self.finish(number, end);
        }
        if end == End::Complete {
            End::NothingDue
        } else {
            end
        }
    }

    /// The stream of events of an HTTP+SSE conversation, opened if it is not open, with the address to post to.
    /// What it was opened by is in the record under [`STREAM`].
    pub async fn open_channel(&mut self) -> Result<(), End> {
        if self.cell.transport != Transport::HttpSse || self.channel.is_some() {
            return Ok(());
        }
        let mut out = self.endpoint_request("GET");
        out.remove("MCP-Protocol-Version");
        let exchange = self.begin(STREAM, &out);
        let deadline = self.deadline();
        let (answer, head) = match self.exchange(None, &out, deadline).await {
            Ok(begun) => begun,
            Err(end) => {
                self.finish(exchange, end);
                return Err(end);
            }
        };
        self.record(Entry::Head {
            exchange,
            bytes: head.into_boxed_slice().into(),
        });
        let end = self.await_address(exchange, answer, deadline).await;
        self.finish(exchange, end);
        if self.channel.is_some() { Ok(()) } else { Err(end) }
    }

    async fn await_address(&mut self, exchange: u32, mut answer: Answer, deadline: Instant) -> End {
        // Events are read whatever they are called: that their type is wrong is the matter of a check.
        answer.is_stream = self.reply(exchange).is_success();
        if !answer.is_stream {
            let end = self.read_pieces(exchange, &mut answer, deadline, |_| true);
            return end.await;
        }
        let limits = self.ground.limits;
        let Some(endpoint) = self.endpoint().cloned() else {
            return End::Unreachable;
        };
        let mut channel = Channel::new(answer);
        for _ in 0..limits.events {
            match channel.next_block(&limits, deadline).await {
                Ok(bytes) => {
                    let event = sse::read_block(&bytes);
                    self.record(Entry::Event {
                        exchange,
                        bytes: bytes.into_boxed_slice().into(),
                    });
                    if let Some(target) = http_sse::post_target(&endpoint, &event) {
                        channel.post_target = self.moved(target);
                        self.channel = Some(channel);
                        return End::Left;
                    }
                    // A client passes over events of other types, and what is said too early; an address in
                    // another form it would wait for in vain.
                    let is_plain = event.kind.as_deref().is_none_or(|kind| kind == "message");
                    let message = Message::read(event.data.as_bytes());
                    if event.has_data && is_plain && message.member("jsonrpc").is_none() {
                        return End::Left;
                    }
                }
                Err(end) => return end,
            }
        }
        End::TooLarge
    }

    /// The address that posts to `target` are redirected to, or itself.
    fn moved(&self, target: String) -> String {
        let path = target.split('?').next().unwrap_or_default();
        match &self.ground.posts_moved {
            Some((from, to)) if path == from => format!("{to}{}", &target[from.len()..]),
            _ => target,
        }
    }

    /// Lets the drain time pass, for what a target does when it notices that something was closed.
    pub async fn grace(&mut self) {
        let drain = self.ground.limits.drain;
        let never = std::future::pending::<()>();
        let _ = tokio::time::timeout(drain, never).await;
    }

    /// Where messages are posted, if a stream is open.
    pub fn post_target(&self) -> Option<&str> {
        self.channel.as_ref().map(|channel| channel.post_target.as_str())
    }

    /// Takes up another stream and hands over the one that was open. After `None` what is sent next opens a new one.
    pub fn take_up(&mut self, other: Option<Channel>) -> Option<Channel> {
        std::mem::replace(&mut self.channel, other)
    }

    /// The message, with the address that the stream named instead of the stream's own.
    pub fn addressed(&self, mut out: Outgoing) -> Outgoing {
        let own = self.endpoint().map(Endpoint::target);
        if let Some(channel) = &self.channel
            && own.as_deref() == Some(&out.target)
            && out.verb == "POST"
        {
            out.target.clone_from(&channel.post_target);
        }
        out
    }

    /// Puts a message into the channel. A post is answered at once, and its answer recorded.
    async fn put(&mut self, exchange: u32, out: &Outgoing, deadline: Instant) -> Result<Put, End> {
        if self.is_stdio() {
            self.write_line(out.filled(&out.line_bytes()), deadline).await?;
            return Ok(Put::Taken);
        }
        if self.channel.is_none() {
            return Err(End::Unreachable);
        }
        let reusable = self.idle.take();
        let (mut answer, head) = self.exchange(reusable, out, deadline).await?;
        self.record(Entry::Head {
            exchange,
            bytes: head.into_boxed_slice().into(),
        });
        let end = self.read_pieces(exchange, &mut answer, deadline, |_| false).await;
        self.idle = answer.into_connection(end);
        match end {
            End::Complete if (200..300).contains(&self.reply(exchange).status()) => Ok(Put::Taken),
            End::Complete => Ok(Put::Refused),
            end => Err(end),
        }
    }

    /// Waits until it is this conversation's turn to have a process, if it needs one.
    pub async fn await_turn(&mut self) {
        if self.is_stdio() {
            self.take_turn().await;
        }
    }

    /// Waits until it is this conversation's turn to have a process.
    pub(super) async fn take_turn(&mut self) {
        // A turn that is held already serves the next process too: two conversations that each waited for a
        // second turn would wait for ever.
        if self.permit.is_none() {
            self.permit = Arc::clone(&self.ground.processes).acquire_owned().await.ok();
        }
    }

    /// Starts the server, when it is this conversation's turn to have a process.
    async fn start(&mut self) -> Result<(), End> {
        if !self.is_stdio() || self.link.is_some() {
            return Ok(());
        }
        let source = self.ground.stdio.clone().ok_or(End::Unreachable)?;
        self.take_turn().await;
        self.link = Some(Link::open(&source, &self.ground.limits).map_err(|_| End::Unreachable)?);
        Ok(())
    }

    async fn write_line(&mut self, bytes: Filled<'_>, deadline: Instant) -> Result<(), End> {
        let link = self.link.as_mut().ok_or(End::Unreachable)?;
        link.write(bytes, deadline).await
    }

    /// Reads lines until the one that answers `id`.
    async fn read_to(&mut self, exchange: u32, id: &Value, deadline: Instant) -> End {
        self.read_before(exchange, exchange, id, deadline).await
    }

    /// Reads lines until the one that answers `id`; that one is recorded for `answered`, the others for `exchange`.
    async fn read_before(&mut self, exchange: u32, answered: u32, id: &Value, deadline: Instant) -> End {
        let mut budget = self.ground.limits.budget();
        while budget.is_left() {
            let (message, bytes) = match self.next_message(deadline).await {
                Ok(next) => next,
                Err(end) => {
                    self.note_exit().await;
                    return end;
                }
            };
            budget.take(bytes.len());
            let answers = message.answers(id);
            let number = if answers { answered } else { exchange };
            self.record_message(number, bytes);
            if answers {
                return End::Complete;
            }
            if exchange == answered && message.answers_nothing_named() {
                // Perhaps the answer, with its id lost: what answers a barrier first will not come any more.
                let end = Box::pin(self.silence(exchange, deadline)).await;
                return if end == End::NothingDue {
                    End::Complete
                } else {
                    end
                };
            }
            self.answer_server(&message, deadline).await;
        }
        End::TooLarge
    }

    /// The next message, with the bytes that it came in.
    async fn next_message(&mut self, deadline: Instant) -> Result<(Message, Vec<u8>), End> {
        if self.is_stdio() {
            let line = self.next_line(deadline).await?;
            return Ok((Message::read(line.trim_ascii()), line));
        }
        let limits = self.ground.limits;
        let channel = self.channel.as_mut().ok_or(End::Closed)?;
        let block = channel.next_block(&limits, deadline).await?;
        let event = sse::read_block(&block);
        Ok((Message::read(event.data.as_bytes()), block))
    }

    fn record_message(&mut self, exchange: u32, bytes: Vec<u8>) {
        self.record(if self.is_stdio() {
            Entry::Line {
                exchange,
                bytes: bytes.into_boxed_slice().into(),
            }
        } else {
            Entry::Event {
                exchange,
                bytes: bytes.into_boxed_slice().into(),
            }
        });
    }

    async fn next_line(&mut self, deadline: Instant) -> Result<Vec<u8>, End> {
        match self.link.as_mut() {
            Some(link) => link.next_line(deadline).await,
            None => Err(End::Closed),
        }
    }

    /// A legacy server may send requests; one that is left waiting could hold up its answer to us.
    async fn answer_server(&mut self, message: &Message, deadline: Instant) {
        if !message.is_request() {
            return;
        }
        let id = message.member("id").cloned().unwrap_or_default();
        let answer = match message.method() {
            Some("ping") => json!({"jsonrpc": "2.0", "id": id, "result": {}}),
            _ => {
                json!({"jsonrpc": "2.0", "id": id, "error": {"code": -32601, "message": "not supported by this client"}})
            }
        };
        if self.is_stdio() {
            let line = format!("{answer}\n");
            let _ = self.write_line(line.as_bytes().into(), deadline).await;
            return;
        }
        let mut out = self.raw(answer.to_string());
        out = self.addressed(out);
        let number = self.begin("answer-to-server", &out);
        let end = match Box::pin(self.put(number, &out, deadline)).await {
            Ok(_) => End::Complete,
            Err(end) => end,
        };
        self.finish(number, end);
    }

    async fn note_exit(&mut self) {
        let Some(process) = self.link.as_mut().and_then(Link::process) else {
            return;
        };
        let Some(status) = process.wait(std::time::Duration::from_millis(500)).await else {
            return;
        };
        let text = match status.code() {
            Some(code) => format!("the server process exited with code {code}"),
            None => "the server process was ended by a signal".to_owned(),
        };
        self.transcript.push(Entry::Process { text });
    }

    /// Writes several requests at once, before any answer is read, and reads until each is answered.
    /// Each is an exchange of its own, with the label beside it.
    pub async fn send_together(&mut self, requests: &[(&str, Outgoing)]) -> Result<(), Halt> {
        self.may_go_on().await?;
        let deadline = self.deadline();
        let mut waiting = Vec::new();
        let mut put = Ok(Put::Taken);
        if self.is_stdio() {
            for (label, out) in requests {
                waiting.push((self.begin(label, out), out.id.clone().unwrap_or_default()));
            }
            let bytes: Vec<u8> = requests.iter().flat_map(|(_, out)| out.line_bytes()).collect();
            put = self
                .write_line(bytes.as_slice().into(), deadline)
                .await
                .map(|()| Put::Taken);
        } else if self.cell.transport == Transport::StreamableHttp {
            self.send_apart(requests, deadline).await;
            return Ok(());
        } else {
            let _ = self.open_channel().await;
            for (label, out) in requests {
                let out = self.addressed(out.clone());
                let exchange = self.begin(label, &out);
                put = self.put(exchange, &out, deadline).await;
                if put == Ok(Put::Refused) {
                    self.finish(exchange, End::Complete);
                } else {
                    waiting.push((exchange, out.id.clone().unwrap_or_default()));
                }
            }
        }
        let end = match put {
            Ok(_) => self.read_all(&mut waiting, deadline).await,
            Err(end) => end,
        };
        for (exchange, _) in waiting {
            self.finish(exchange, end);
        }
        Ok(())
    }

    /// Puts one message into the channel and another one behind it, before anything is read. What comes up to the
    /// answer of a barrier is recorded for the second.
    pub async fn send_unread(
        &mut self,
        label: &str,
        out: Outgoing,
        next_label: &str,
        next: Outgoing,
    ) -> Result<(), Halt> {
        self.put_unread(label, out).await?;
        self.send(next_label, next).await.map(|_| ())
    }

    /// Puts one message into the channel, and leaves what answers it for whoever reads next.
    pub async fn put_unread(&mut self, label: &str, out: Outgoing) -> Result<(), Halt> {
        self.may_go_on().await?;
        let _ = self.open_channel().await;
        let out = self.addressed(out);
        let exchange = self.begin(label, &out);
        let deadline = self.deadline();
        let end = match self.put(exchange, &out, deadline).await {
            Ok(Put::Taken) => End::NothingDue,
            Ok(Put::Refused) => End::Complete,
            Err(end) => end,
        };
        self.finish(exchange, end);
        Ok(())
    }

    /// Reads until nothing is waited for; what answers nothing is recorded for what is still waited for.
    async fn read_all(&mut self, waiting: &mut Vec<(u32, Value)>, deadline: Instant) -> End {
        let mut budget = self.ground.limits.budget();
        while budget.is_left() {
            let Some((first, _)) = waiting.first() else {
                return End::Complete;
            };
            let first = *first;
            let (message, bytes) = match self.next_message(deadline).await {
                Ok(next) => next,
                Err(end) => return end,
            };
            budget.take(bytes.len());
            let at = waiting.iter().position(|(_, id)| message.answers(id));
            let exchange = at.map_or(first, |at| waiting.remove(at).0);
            self.record_message(exchange, bytes);
            if at.is_some() {
                self.finish(exchange, End::Complete);
            } else {
                self.answer_server(&message, deadline).await;
            }
        }
        End::TooLarge
    }

    /// Sends a request whose response is not due yet, and reads until `enough` says so of a message.
    pub async fn send_until(
        &mut self,
        label: &str,
        out: Outgoing,
        enough: impl FnMut(&Message) -> bool,
    ) -> Result<(), Halt> {
        self.may_go_on().await?;
        let _ = self.open_channel().await;
        let out = self.addressed(out);
        let exchange = self.begin(label, &out);
        let deadline = self.deadline();
        let end = match self.put(exchange, &out, deadline).await {
            Ok(Put::Taken) => self.read_until_enough(exchange, enough, deadline).await,
            Ok(Put::Refused) => End::Complete,
            Err(end) => end,
        };
        self.finish(exchange, end);
        Ok(())
    }

    async fn read_until_enough(
        &mut self,
        exchange: u32,
        mut enough: impl FnMut(&Message) -> bool,
        deadline: Instant,
    ) -> End {
        let mut budget = self.ground.limits.budget();
        while budget.is_left() {
            match self.next_message(deadline).await {
                Ok((message, bytes)) => {
                    budget.take(bytes.len());
                    self.record_message(exchange, bytes);
                    if enough(&message) {
                        return End::Left;
                    }
                }
                Err(end) => return end,
            }
        }
        End::TooLarge
    }

    /// Begins anew: the session is forgotten, connections, stream and process are ended, so that what is sent next starts another.
    pub async fn restart(&mut self) {
        self.session = None;
        self.channel = None;
        self.idle = None;
        if let Some(link) = self.link.take() {
            link.stop(std::time::Duration::from_secs(2)).await;
        }
    }

    /// Asks the server by a signal to end, with its input open, and reads what it still writes; says whether its output
    /// ended. Nothing is left of the process afterwards.
    pub async fn terminate(&mut self, label: &str) -> bool {
        self.note("signal", label);
        if let Some(link) = self.link.as_mut() {
            link.terminate();
        }
        let ended = self.read_rest().await;
        self.kill();
        ended
    }

    /// Ends the process at once, as a crash would.
    pub fn kill(&mut self) {
        self.link = None;
    }

    /// Closes the server's standard input and reads what it still writes; says whether its output ended.
    pub async fn end_input(&mut self, label: &str) -> bool {
        self.note("end-of-input", label);
        if let Some(link) = self.link.as_mut() {
            link.close_input();
        }
        self.read_rest().await
    }

    /// Reads what the server still writes; says whether its output ended.
    async fn read_rest(&mut self) -> bool {
        let deadline = self.deadline();
        let exchange = self.exchanges;
        let mut budget = self.ground.limits.budget();
        while budget.is_left() {
            match self.next_line(deadline).await {
                Ok(bytes) => {
                    budget.take(bytes.len());
                    self.record(Entry::Line {
                        exchange,
                        bytes: bytes.into_boxed_slice().into(),
                    });
                }
                Err(end) => {
                    self.note_exit().await;
                    return end == End::Closed;
                }
            }
        }
        false
    }
}
