//! Sending over HTTP: connections are reused, streams can be held open.

use std::sync::{Mutex, PoisonError};

use futures_util::future::join_all;
use futures_util::{StreamExt as _, stream};
use serde_json::Value;
use tokio::time::{Instant, timeout_at};

use super::outgoing::Reading;
use super::{Conversation, Halt, Outgoing};
use crate::jsonrpc::Message;
use crate::transcript::{End, Entry};
use crate::transport::Limits;
use crate::transport::http::{Answer, Connection, Endpoint, Next, Piece};
use crate::transport::sse;

/// So many times the limit of one answer a request is repeated at most.
const REPEATED_FOR: u32 = 6;

/// So many connections carry a request that is repeated.
const REPEATED_AT_ONCE: usize = 16;

/// What is kept of the answer to a request that is repeated.
#[derive(Default)]
struct Answered {
    head: Vec<u8>,
    body: Vec<u8>,
}

/// A request on a connection of its own, of whose answer nothing has been read.
pub struct Asked {
    /// Its number.
    pub exchange: u32,
    id: Option<Value>,
    written: Result<Connection, End>,
}

/// An answer that is held open: a stream that events may still come on.
pub struct Stream {
    /// The exchange whose answer it is.
    pub exchange: u32,
    answer: Option<Answer>,
    ended: bool,
}

impl Stream {
    /// Whether the answer is an event stream that has not ended.
    pub fn is_open(&self) -> bool {
        self.answer.as_ref().is_some_and(|answer| answer.is_stream) && !self.ended
    }
}

impl Conversation {
    pub(super) async fn send_http(&mut self, exchange: u32, out: &Outgoing) -> End {
        let deadline = self.deadline();
        let reusable = self.idle.take();
        let (mut answer, head) = match self.exchange(reusable, out, deadline).await {
            Ok(begun) => begun,
            Err(end) => return end,
        };
        self.record(Entry::Head {
            exchange,
            bytes: head.into_boxed_slice().into(),
        });
        if answer.is_stream && out.reading == Reading::Head {
            return End::Left;
        }
        let end = self.read_pieces(exchange, &mut answer, deadline, |message| {
            out.reading == Reading::ToResponse
                && message.is_response()
                && out.id.as_ref().is_none_or(|id| message.answers(id))
        });
        let end = end.await;
        self.idle = answer.into_connection(end);
        end
    }

    /// Sends each request on a connection of its own, all at once, and then reads the answers.
    pub(super) async fn send_apart(&mut self, requests: &[(&str, Outgoing)], deadline: Instant) {
        let Some(endpoint) = self.endpoint().cloned() else {
            return;
        };
        let limits = self.ground.limits;
        let mut asked = Vec::new();
        for (label, out) in requests {
            let (exchange, bytes, endpoint) = (self.begin(label, out), out.http_bytes(), &endpoint);
            asked.push(async move {
                let begun = match Connection::open(endpoint, deadline).await {
                    Ok(connection) => {
                        connection
                            .exchange(bytes.as_slice().into(), &limits, deadline)
                            .await
                    }
                    Err(end) => Err(end),
                };
                (exchange, begun)
            });
        }
        for ((exchange, begun), (_, out)) in join_all(asked).await.into_iter().zip(requests) {
            let end = match begun {
                Err(end) => end,
                Ok((mut answer, bytes)) => {
                    self.record(Entry::Head {
                        exchange,
                        bytes: bytes.into_boxed_slice().into(),
                    });
                    let id = out.id.clone();
                    self.read_pieces(exchange, &mut answer, deadline, |message| {
                        id.as_ref().is_some_and(|id| message.answers(id))
                    })
                    .await
                }
            };
            self.finish(exchange, end);
        }
    }

    /// Writes a request on a connection of its own, and leaves its answer for [`Conversation::hear`].
    pub async fn ask(&mut self, label: &str, out: &Outgoing) -> Result<Asked, Halt> {
        self.may_go_on().await?;
        let exchange = self.begin(label, out);
        let deadline = self.deadline();
        let written = self.write_apart(&out.http_bytes(), deadline).await;
        Ok(Asked {
            exchange,
            id: out.id.clone(),
            written,
        })
    }

    async fn write_apart(&mut self, bytes: &[u8], deadline: Instant) -> Result<Connection, End> {
        let endpoint = self.endpoint().cloned().ok_or(End::Unreachable)?;
        let connection = Connection::open(&endpoint, deadline).await?;
        connection.ask(bytes.into(), deadline).await
    }

    /// Reads the answer to what was asked before, up to the response.
    pub async fn hear(&mut self, asked: Asked) {
        let Asked {
            exchange,
            id,
            written,
        } = asked;
        let (limits, deadline) = (self.ground.limits, self.deadline());
        let begun = match written {
            Ok(connection) => connection.hear(false, &limits, deadline).await,
            Err(end) => Err(end),
        };
        let end = match begun {
            Err(end) => end,
            Ok((mut answer, head)) => {
                self.record(Entry::Head {
                    exchange,
                    bytes: head.into_boxed_slice().into(),
                });
                let is_answer = |message: &Message| id.as_ref().is_some_and(|id| message.answers(id));
                self.read_pieces(exchange, &mut answer, deadline, is_answer).await
            }
        };
        self.finish(exchange, end);
    }

    /// Sends one request many times, over few connections at once, so that a slow server is asked as often as a fast one.
    /// The first sending and the last answer are recorded. Says how often it was answered with a status of success; it
    /// ends early where there is no answer.
    pub async fn repeat(&mut self, label: &str, out: &Outgoing, times: usize) -> Result<usize, Halt> {
        self.may_go_on().await?;
        let exchange = self.begin(label, out);
        let (mut served, mut last, mut how) = (0, Answered::default(), End::Complete);
        let until = self.deadline() + self.ground.limits.answer * REPEATED_FOR;
        let (limits, idle) = (self.ground.limits, Mutex::default());
        let Some(endpoint) = self.endpoint().cloned() else {
            return Ok(0);
        };
        let mut answers = stream::iter(0..times)
            .map(|_| once_more(&endpoint, &limits, out, &idle, until))
            .buffered(REPEATED_AT_ONCE);
        while let Some(answered) = answers.next().await {
            match answered {
                Ok(answered) => {
                    served += usize::from(answered.head.get(9) == Some(&b'2'));
                    last = answered;
                }
                Err(end) => {
                    how = end;
                    break;
                }
            }
        }
        drop(answers);
        if !last.head.is_empty() {
            self.record(Entry::Head {
                exchange,
                bytes: last.head.into_boxed_slice().into(),
            });
        }
        if !last.body.is_empty() {
            self.record(Entry::Body {
                exchange,
                bytes: last.body.into_boxed_slice().into(),
            });
        }
        self.finish(exchange, how);
        Ok(served)
    }

    /// Writes the first bytes of a request, up to all of them, and closes the connection without reading anything.
    pub async fn break_off(&mut self, label: &str, out: &Outgoing, bytes: usize) -> Result<(), Halt> {
        self.may_go_on().await?;
        let exchange = self.begin(label, out);
        let deadline = self.deadline();
        let whole = out.http_bytes();
        let part = &whole[..bytes.min(whole.len())];
        let end = match self.write_apart(part, deadline).await {
            Ok(_) => End::Left,
            Err(end) => end,
        };
        self.finish(exchange, end);
        Ok(())
    }

    /// Writes the request on `reusable` or a new connection, and reads the head of the answer. A reused
    /// connection that the target has closed meanwhile is replaced once.
    pub(super) async fn exchange(
        &mut self,
        reusable: Option<Connection>,
        out: &Outgoing,
        deadline: Instant,
    ) -> Result<(Answer, Vec<u8>), End> {
        let limits = self.ground.limits;
        let endpoint = self.endpoint().cloned().ok_or(End::Unreachable)?;
        exchange(&endpoint, &limits, reusable, out, deadline).await
    }

    pub(super) async fn read_pieces(
        &mut self,
        exchange: u32,
        answer: &mut Answer,
        deadline: Instant,
        mut enough: impl FnMut(&Message) -> bool,
    ) -> End {
        let limits = self.ground.limits;
        let read = answer.read(&limits, deadline, |piece| match piece {
            Piece::Event(bytes) => {
                let event = sse::read_block(&bytes);
                self.record(Entry::Event {
                    exchange,
                    bytes: bytes.into_boxed_slice().into(),
                });
                let stop = event.has_data && enough(&Message::read(event.data.as_bytes()));
                if stop { Next::Enough } else { Next::More }
            }
            Piece::Body(bytes) => {
                self.record(Entry::Body {
                    exchange,
                    bytes: bytes.into_boxed_slice().into(),
                });
                Next::More
            }
        });
        read.await
    }

    /// Sends on a connection of its own and returns when the head of the answer is there. An answer that
    /// is no event stream is read whole.
    pub async fn open_stream(&mut self, label: &str, out: Outgoing) -> Result<Stream, Halt> {
        self.may_go_on().await?;
        let exchange = self.begin(label, &out);
        let deadline = self.deadline();
        match self.exchange(None, &out, deadline).await {
            Err(end) => {
                self.finish(exchange, end);
                Ok(Stream {
                    exchange,
                    answer: None,
                    ended: true,
                })
            }
            Ok((mut answer, head)) => {
                self.record(Entry::Head {
                    exchange,
                    bytes: head.into_boxed_slice().into(),
                });
                let is_stream = answer.is_stream;
                if !is_stream {
                    let end = self.read_pieces(exchange, &mut answer, deadline, |_| false).await;
                    self.finish(exchange, end);
                }
                Ok(Stream {
                    exchange,
                    answer: Some(answer),
                    ended: !is_stream,
                })
            }
        }
    }

    /// Reads events until `enough` says so of a message, the stream ends, or the time limit is reached.
    /// Says whether `enough` did.
    pub async fn read_stream(&mut self, stream: &mut Stream, enough: impl FnMut(&Message) -> bool) -> bool {
        let deadline = self.deadline();
        self.read_until(stream, deadline, enough).await
    }

    /// Reads one block of the stream, data or not.
    pub async fn read_block(&mut self, stream: &mut Stream) {
        let deadline = self.deadline();
        let limits = self.ground.limits;
        let exchange = stream.exchange;
        let Some(answer) = stream.answer.as_mut().filter(|_| !stream.ended) else {
            return;
        };
        let read = answer.read(&limits, deadline, |piece| {
            if let Piece::Event(bytes) = piece {
                self.record(Entry::Event {
                    exchange,
                    bytes: bytes.into_boxed_slice().into(),
                });
            }
            Next::Enough
        });
        let end = read.await;
        self.ended(stream, end);
    }

    /// Reads what still comes within the drain time: only after a barrier, for what must not come.
    pub async fn drain(&mut self, stream: &mut Stream) {
        self.drain_all([stream]).await;
    }

    /// The same of several streams, within one drain time: what came meanwhile on the others is there when it is their
    /// turn.
    pub async fn drain_all(&mut self, streams: impl IntoIterator<Item = &mut Stream>) {
        let until = Instant::now() + self.ground.limits.drain;
        for stream in streams {
            // The elapsed drain is no time limit of the target's.
            let reading = self.read_until(stream, until + self.ground.limits.answer, |_| false);
            let _ = timeout_at(until, reading).await;
        }
    }

    /// Reads what still comes until the stream ends, or the time is over in which it should.
    pub async fn await_end(&mut self, stream: &mut Stream) {
        let until = Instant::now() + self.ground.limits.end;
        let reading = self.read_until(stream, until + self.ground.limits.answer, |_| false);
        let _ = timeout_at(until, reading).await;
    }

    async fn read_until(
        &mut self,
        stream: &mut Stream,
        deadline: Instant,
        mut enough: impl FnMut(&Message) -> bool,
    ) -> bool {
        let Some(answer) = stream.answer.as_mut().filter(|_| !stream.ended) else {
            return false;
        };
        let mut found = false;
        let end = self.read_pieces(stream.exchange, answer, deadline, |message| {
            found |= enough(message);
            found
        });
        let end = end.await;
        self.ended(stream, end);
        found
    }

    fn ended(&mut self, stream: &mut Stream, end: End) {
        if end != End::Left {
            stream.ended = true;
            self.finish(stream.exchange, end);
        }
    }

    /// Closes the connection of a stream from our side.
    pub fn leave(&mut self, stream: Stream) {
        let Stream {
            exchange,
            ended,
            answer,
        } = stream;
        drop(answer);
        if !ended {
            self.finish(exchange, End::Left);
        }
    }
}

/// Sends a request over a connection that is open, if the target still reads from it, or else over a new one; reads the
/// head of the answer.
async fn exchange(
    endpoint: &Endpoint,
    limits: &Limits,
    reusable: Option<Connection>,
    out: &Outgoing,
    deadline: Instant,
) -> Result<(Answer, Vec<u8>), End> {
    let bytes = out.unfilled_http_bytes();
    let request = out.filled(&bytes);
    if let Some(connection) = reusable {
        match connection.exchange(request, limits, deadline).await {
            Err(End::Closed) => {}
            other => return other,
        }
    }
    Connection::open(endpoint, deadline)
        .await?
        .exchange(request, limits, deadline)
        .await
}

/// One of many equal requests, over a connection that is idle or a new one.
async fn once_more(
    endpoint: &Endpoint,
    limits: &Limits,
    out: &Outgoing,
    idle: &Mutex<Vec<Connection>>,
    until: Instant,
) -> Result<Answered, End> {
    let deadline = Instant::now() + limits.answer;
    if deadline > until {
        return Err(End::Left);
    }
    let free = || idle.lock().unwrap_or_else(PoisonError::into_inner);
    let reusable = free().pop();
    let (mut answer, head) = exchange(endpoint, limits, reusable, out, deadline).await?;
    let mut body = Vec::new();
    let is_stream = answer.is_stream;
    let end = answer
        .read(limits, deadline, |piece| {
            let is_response = match &piece {
                Piece::Event(bytes) => Message::read(sse::read_block(bytes).data.as_bytes()).is_response(),
                Piece::Body(_) => false,
            };
            let (Piece::Body(bytes) | Piece::Event(bytes)) = piece;
            body = bytes;
            if is_response { Next::Enough } else { Next::More }
        })
        .await;
    if !matches!(end, End::Complete | End::Left) {
        return Err(end);
    }
    free().extend(answer.into_connection(end));
    Ok(Answered {
        head,
        body: if is_stream { Vec::new() } else { body },
    })
}
