//! Sending over stdio: one process a conversation, answers matched by id.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::Instant;

use super::{Conversation, Halt, Outgoing};
use crate::jsonrpc::Message;
use crate::transcript::{End, Entry};
use crate::transport::stdio::Link;

impl Conversation {
    pub(super) async fn send_stdio(&mut self, exchange: u32, out: &Outgoing) -> End {
        let starts = self.link.is_none();
        if let Err(end) = self.start().await {
            return end;
        }
        let deadline = self.deadline()
            + if starts {
                self.ground.limits.start
            } else {
                Duration::ZERO
            };
        if let Err(end) = self.write_line(&out.line_bytes(), deadline).await {
            return end;
        }
        match &out.id {
            Some(id) => self.read_to(exchange, id, deadline).await,
            // Nothing is due, so silence is proved with a barrier: whatever comes before its answer belongs here.
            None => self.silence(exchange, deadline).await,
        }
    }

    async fn silence(&mut self, exchange: u32, deadline: Instant) -> End {
        let barrier = self.safe_request();
        let id = barrier.id.clone().unwrap_or_default();
        let number = self.begin("barrier", &barrier);
        let written = self.write_line(&barrier.line_bytes(), deadline).await;
        let end = match written {
            Ok(()) => self.read_before(exchange, number, &id, deadline).await,
            Err(end) => end,
        };
        self.finish(number, end);
        if end == End::Complete {
            End::NothingDue
        } else {
            end
        }
    }

    /// Starts the server, when it is this conversation's turn to have a process.
    async fn start(&mut self) -> Result<(), End> {
        if self.link.is_some() {
            return Ok(());
        }
        let source = self.ground.stdio.clone().ok_or(End::Unreachable)?;
        // A turn that is held already serves the next process too: two conversations that each waited for a
        // second turn would wait for ever.
        if self.permit.is_none() {
            self.permit = Arc::clone(&self.ground.processes).acquire_owned().await.ok();
        }
        self.link = Some(Link::open(&source, &self.ground.limits).map_err(|_| End::Unreachable)?);
        Ok(())
    }

    async fn write_line(&mut self, bytes: &[u8], deadline: Instant) -> Result<(), End> {
        let link = self.link.as_mut().ok_or(End::Unreachable)?;
        link.write(bytes, deadline).await
    }

    /// Reads lines until the one that answers `id`.
    async fn read_to(&mut self, exchange: u32, id: &Value, deadline: Instant) -> End {
        self.read_before(exchange, exchange, id, deadline).await
    }

    /// Reads lines until the one that answers `id`; that one is recorded for `answered`, the others for `exchange`.
    async fn read_before(&mut self, exchange: u32, answered: u32, id: &Value, deadline: Instant) -> End {
        for _ in 0..self.ground.limits.events {
            let line = match self.next_line(deadline).await {
                Ok(line) => line,
                Err(end) => {
                    self.note_exit().await;
                    return end;
                }
            };
            let message = Message::read(line.trim_ascii());
            let answers = message.answers(id);
            let bytes = line;
            let number = if answers { answered } else { exchange };
            self.record(Entry::Line {
                exchange: number,
                bytes,
            });
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
        let line = format!("{answer}\n");
        let _ = self.write_line(line.as_bytes(), deadline).await;
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
        self.transcript.entries.push(Entry::Process { text });
    }

    /// Writes several requests at once, before any answer is read, and reads until each is answered.
    /// Each is an exchange of its own, with the label beside it.
    pub async fn send_together(&mut self, requests: &[(&str, Outgoing)]) -> Result<(), Halt> {
        self.may_go_on()?;
        let deadline = self.deadline();
        let mut waiting = Vec::new();
        for (label, out) in requests {
            waiting.push((self.begin(label, out), out.id.clone().unwrap_or_default()));
        }
        let bytes: Vec<u8> = requests.iter().flat_map(|(_, out)| out.line_bytes()).collect();
        let end = match self.write_line(&bytes, deadline).await {
            Ok(()) => self.read_all(&mut waiting, deadline).await,
            Err(end) => end,
        };
        for (exchange, _) in waiting {
            self.finish(exchange, end);
        }
        Ok(())
    }

    /// Reads until nothing is waited for; what answers nothing is recorded for what is still waited for.
    async fn read_all(&mut self, waiting: &mut Vec<(u32, Value)>, deadline: Instant) -> End {
        for _ in 0..self.ground.limits.events {
            let Some((first, _)) = waiting.first() else {
                return End::Complete;
            };
            let first = *first;
            let line = match self.next_line(deadline).await {
                Ok(line) => line,
                Err(end) => return end,
            };
            let message = Message::read(line.trim_ascii());
            let at = waiting.iter().position(|(_, id)| message.answers(id));
            let exchange = at.map_or(first, |at| waiting.remove(at).0);
            self.record(Entry::Line {
                exchange,
                bytes: line,
            });
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
        enough: impl Fn(&Message) -> bool,
    ) -> Result<(), Halt> {
        self.may_go_on()?;
        let exchange = self.begin(label, &out);
        let deadline = self.deadline();
        let end = match self.write_line(&out.line_bytes(), deadline).await {
            Ok(()) => self.read_until_enough(exchange, enough, deadline).await,
            Err(end) => end,
        };
        self.finish(exchange, end);
        Ok(())
    }

    async fn read_until_enough(
        &mut self,
        exchange: u32,
        enough: impl Fn(&Message) -> bool,
        deadline: Instant,
    ) -> End {
        for _ in 0..self.ground.limits.events {
            match self.next_line(deadline).await {
                Ok(bytes) => {
                    let message = Message::read(bytes.trim_ascii());
                    self.record(Entry::Line { exchange, bytes });
                    if enough(&message) {
                        return End::Left;
                    }
                }
                Err(end) => return end,
            }
        }
        End::TooLarge
    }

    /// Begins anew: the session is forgotten and the process stopped, so that what is sent next starts another.
    pub async fn restart(&mut self) {
        self.session = None;
        if let Some(link) = self.link.take() {
            link.stop(std::time::Duration::from_secs(2)).await;
        }
    }

    /// Closes the server's standard input and reads what it still writes; says whether its output ended.
    pub async fn end_input(&mut self, label: &str) -> bool {
        let deadline = self.deadline();
        self.note("end-of-input", label);
        let exchange = self.exchanges;
        if let Some(link) = self.link.as_mut() {
            link.close_input();
        }
        loop {
            match self.next_line(deadline).await {
                Ok(bytes) => self.record(Entry::Line { exchange, bytes }),
                Err(end) => {
                    self.note_exit().await;
                    return end == End::Closed;
                }
            }
        }
    }
}
