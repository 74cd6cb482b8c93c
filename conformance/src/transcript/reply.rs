//! What came back for one thing sent, over whichever transport, read leniently.

use std::collections::HashMap;
use std::ops::Deref;
use std::sync::{Arc, LazyLock, OnceLock};

use bytes::Bytes;
use memchr::memmem;
use serde_json::Value;

use super::{End, Entry, Exchange, Transcript};
use crate::check::{Finding, Judgement, Verdict};
use crate::jsonrpc::{INTERNAL_ERROR, Message};
use crate::revision::Transport;
use crate::transport::sse;

/// An event of a stream, as the HTML standard's event-stream parser reads it.
pub use crate::transport::sse::Event;

/// One exchange: what was sent and everything received for it.
#[derive(Clone, Debug)]
pub struct Reply<'t> {
    /// Its number in the transcript.
    pub exchange: u32,
    /// Its label.
    pub label: &'t str,
    /// The bytes sent.
    pub sent: &'t [u8],
    answer: Arc<Answer>,
}

/// What came back in one exchange, and the id of what was sent. What is made of the bytes is made once.
#[derive(Debug)]
pub struct Answer {
    /// The id of the request sent, if it had one.
    pub id: Option<Value>,
    /// The HTTP status, or 0 where there is none (stdio, or no answer).
    status: u16,
    /// Names and values as received, without surrounding white space.
    pub headers: Vec<(String, Bytes)>,
    /// The body that is not an event stream.
    pub body: Bytes,
    /// The blocks of an event stream, comments included.
    pub events: Vec<Event>,
    /// Lines of standard output.
    pub lines: Vec<Bytes>,
    /// How it ended, or `None` if the record stops before.
    pub end: Option<End>,
    transport: Transport,
    messages: OnceLock<Vec<Message>>,
    sent_message: OnceLock<Message>,
}

impl Deref for Reply<'_> {
    type Target = Answer;

    fn deref(&self) -> &Answer {
        &self.answer
    }
}

impl Answer {
    /// Every exchange, in the order in which they began, in one pass: a conversation has hundreds of them.
    pub(super) fn read_all(transcript: &Transcript) -> Vec<Exchange> {
        let mut begun: Vec<(u32, usize, Self)> = Vec::new();
        let mut places = HashMap::new();
        for (place, entry) in transcript.entries.iter().enumerate() {
            let Some(number) = entry.exchange() else { continue };
            if matches!(entry, Entry::Sent { .. }) && !places.contains_key(&number) {
                places.insert(number, begun.len());
                begun.push((number, place, Self::empty(transcript)));
            }
            if let Some(index) = places.get(&number) {
                begun[*index].2.take(entry);
            }
        }
        let exchange = |(number, place, answer)| Exchange {
            number,
            place,
            answer: Arc::new(answer),
        };
        begun.into_iter().map(exchange).collect()
    }

    /// The exchange of this number, which begins at `place`.
    pub(super) fn read_one(transcript: &Transcript, place: usize, number: u32) -> Exchange {
        let mut answer = Self::empty(transcript);
        let entries = transcript.entries[place..].iter();
        for entry in entries.filter(|entry| entry.exchange() == Some(number)) {
            answer.take(entry);
        }
        Exchange {
            number,
            place,
            answer: Arc::new(answer),
        }
    }

    fn empty(transcript: &Transcript) -> Self {
        Self {
            id: None,
            status: 0,
            headers: Vec::new(),
            body: Bytes::new(),
            events: Vec::new(),
            lines: Vec::new(),
            end: None,
            transport: transcript.head.cell.transport,
            messages: OnceLock::new(),
            sent_message: OnceLock::new(),
        }
    }

    fn take(&mut self, entry: &Entry) {
        match entry {
            Entry::Sent { id, .. } => self.id = serde_json::from_str(id).ok(),
            Entry::Head { bytes, .. } => (self.status, self.headers) = read_head(bytes),
            Entry::Body { bytes, .. } if self.body.is_empty() => self.body = bytes.clone(),
            Entry::Body { bytes, .. } => self.body = [self.body.as_ref(), bytes].concat().into(),
            Entry::Event { bytes, .. } => self.events.push(sse::read_block(bytes)),
            Entry::Line { bytes, .. } => self.lines.push(bytes.clone()),
            Entry::End { how, .. } => self.end = Some(*how),
            _ => {}
        }
    }
}

impl<'t> Reply<'t> {
    pub(super) fn of(transcript: &'t Transcript, exchange: &Exchange) -> Option<Self> {
        let Some(Entry::Sent { label, bytes, .. }) = transcript.entries.get(exchange.place) else {
            return None;
        };
        Some(Reply {
            exchange: exchange.number,
            label,
            sent: bytes,
            answer: Arc::clone(&exchange.answer),
        })
    }

    /// The HTTP status, or 0 on stdio.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The first header of this name, in any case, if it is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.header_bytes(name)
            .and_then(|value| std::str::from_utf8(value).ok())
    }

    /// The first header of this name, in any case.
    pub fn header_bytes(&self, name: &str) -> Option<&[u8]> {
        self.headers
            .iter()
            .find(|(found, _)| found.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_ref())
    }

    /// The message sent: the body of an HTTP request, or a line.
    pub fn sent_message(&self) -> &Message {
        self.answer
            .sent_message
            .get_or_init(|| Message::read(self.sent_parts().1.trim_ascii()))
    }

    /// The method of the request or notification sent, if it could be read.
    pub fn sent_method(&self) -> Option<String> {
        self.sent_message().method().map(str::to_owned)
    }

    /// The first header of this name, in any case, of the HTTP request sent.
    pub fn sent_header(&self, name: &str) -> Option<String> {
        let (_, headers) = read_head(self.sent_parts().0);
        let found = headers
            .into_iter()
            .find(|(found, _)| found.eq_ignore_ascii_case(name));
        found.and_then(|(_, value)| String::from_utf8(value.into()).ok())
    }

    /// Head and body of what was sent; an example's message and a line have no head.
    pub fn sent_parts(&self) -> (&'t [u8], &'t [u8]) {
        static END: LazyLock<memmem::Finder<'_>> = LazyLock::new(|| memmem::Finder::new("\r\n\r\n"));
        let end = END.find(self.sent);
        end.map_or((&[], self.sent), |at| self.sent.split_at(at + 4))
    }

    /// The media type of the answer, lower case, without parameters; empty where there is none.
    pub fn media_type(&self) -> String {
        self.header("content-type")
            .and_then(|value| value.split(';').next())
            .map(|value| value.trim().to_ascii_lowercase())
            .unwrap_or_default()
    }

    /// Every JSON-RPC message in the answer, or bytes standing where one should: body, events with data, or lines.
    ///
    /// Over HTTP+SSE the answer to a post is the transport's own affair, unless it refuses in JSON.
    pub fn messages(&self) -> &[Message] {
        self.answer.messages.get_or_init(|| self.read_messages())
    }

    fn read_messages(&self) -> Vec<Message> {
        let in_body = match self.transport {
            Transport::HttpSse => !self.is_success() && self.media_type() == "application/json",
            _ => true,
        };
        let body = (in_body && !self.body.is_empty()).then(|| Message::of(self.body.clone()));
        let is_address =
            |event: &Event| self.transport == Transport::HttpSse && event.kind.as_deref() == Some("endpoint");
        let events = self
            .events
            .iter()
            .filter(|event| !event.data.is_empty() && !is_address(event));
        let lines = self.lines.iter().filter(|line| !line.trim_ascii().is_empty());
        body.into_iter()
            .chain(events.map(|event| Message::read(event.data.as_bytes())))
            .chain(lines.map(|line| Message::of(line.slice_ref(line.trim_ascii()))))
            .collect()
    }

    /// Whether the HTTP status is one of success.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The response to the request sent; where its id could not be read, the response that names none.
    pub fn response(&self) -> Option<&Message> {
        let messages = self.messages();
        let named = self
            .id
            .as_ref()
            .and_then(|id| messages.iter().find(|message| message.answers(id)));
        named.or_else(|| messages.iter().find(|message| message.answers_nothing_named()))
    }

    /// The `result` of the response.
    pub fn result(&self) -> Option<&Value> {
        self.response()?.member("result")
    }

    /// The `error` of the response.
    pub fn error(&self) -> Option<&Value> {
        self.response()?.member("error")
    }

    /// The code of the error, if it is an integer.
    pub fn error_code(&self) -> Option<i64> {
        self.error()?.get("code")?.as_i64()
    }

    /// Whether the target did what was asked: a result came (or, where no request was sent, a 2xx status).
    pub fn is_served(&self) -> bool {
        let over_http = self.transport.is_http();
        let status = !over_http || self.is_success();
        let content = match self.id {
            Some(_) => self.result().is_some_and(Value::is_object) && self.error().is_none(),
            // What is answered in the post itself is no message of HTTP+SSE, yet a refusal there is none the less one.
            None if over_http => {
                self.error().is_none() && Message::read(&self.body).member("error").is_none()
            }
            None => self.messages().iter().all(|message| !message.is_response()),
        };
        status && content
    }

    /// Whether its result asks the client for input before there is another.
    pub fn asks_for_input(&self) -> bool {
        self.result()
            .is_some_and(|result| result["resultType"] == "input_required")
    }

    /// Whether a tool call was carried out: served, and not `isError`.
    pub fn is_done(&self) -> bool {
        self.is_served()
            && self
                .result()
                .is_none_or(|result| result.get("isError") != Some(&Value::Bool(true)))
    }

    /// Whether the target, or a gateway before it, had no time for the request: a limit of a rate or of a wait was
    /// reached, or nobody was there. It says nothing of what was asked.
    pub fn is_busy(&self) -> bool {
        matches!(self.status, 408 | 429 | 502..=504)
    }

    /// Whether the target said no: an HTTP error status, or an error response.
    pub fn is_refused(&self) -> bool {
        let by_status = self.transport.is_http() && (400..500).contains(&self.status);
        !self.is_busy() && (by_status || self.error().is_some())
    }

    /// Whether it was refused for what it is. A target that is at fault itself refuses what it would serve.
    pub fn is_denied(&self) -> bool {
        self.is_refused() && self.status < 500 && self.error_code() != Some(INTERNAL_ERROR)
    }

    /// Whether a success status says no more than that a post arrived.
    pub fn is_only_acknowledged(&self) -> bool {
        self.transport == Transport::HttpSse && self.is_success()
    }

    /// Holds that the target had time for the request; where silence, too, says something of it.
    pub fn not_busy(&self) -> Judgement {
        if self.is_busy() {
            let why = format!("\"{}\": the target is busy: {}", self.label, self.describe());
            return Err(Verdict::inconclusive(why));
        }
        Ok(())
    }

    /// Holds that there is an answer to judge; anything else is inconclusive.
    pub fn answered(&self) -> Judgement {
        self.not_busy()?;
        let why = match self.end {
            Some(End::Complete | End::Left | End::NothingDue) => return Ok(()),
            // What came before the end counts: a stream that hangs after its response has answered.
            Some(End::Closed | End::TimedOut | End::TooLarge) if self.response().is_some() => return Ok(()),
            Some(End::Closed) => "the target closed the connection without an answer",
            Some(End::TimedOut) => "no answer came before the time limit",
            Some(End::Unreachable) => "no connection could be made",
            Some(End::TooLarge) => "the answer is larger than is read",
            Some(End::Malformed) => "the answer is not HTTP",
            None => "the record ends before the answer",
        };
        Err(Verdict::inconclusive(format!("\"{}\": {why}", self.label)))
    }

    /// Whether nothing that answers it came before the time limit. The target may be slow, or hang.
    pub fn is_late(&self) -> bool {
        self.end == Some(End::TimedOut) && self.answered().is_err()
    }

    /// Fails with this exchange as evidence unless `held`.
    pub fn require(&self, held: bool, says: impl FnOnce() -> String) -> Judgement {
        if held {
            Ok(())
        } else {
            Err(Verdict::Fail(self.finding(says())))
        }
    }

    /// Warns with this exchange as evidence unless `held`.
    pub fn advise(&self, held: bool, says: impl FnOnce() -> String) -> Judgement {
        if held {
            Ok(())
        } else {
            Err(Verdict::Warn(self.finding(says())))
        }
    }

    /// A finding whose evidence is this exchange.
    pub fn finding(&self, says: String) -> Finding {
        Finding {
            says,
            evidence: vec![self.exchange],
        }
    }

    /// What came back, in few words: `401`, `200 with a result`, `error -32602`, `nothing`.
    pub fn describe(&self) -> String {
        let content = match (self.error_code(), self.result()) {
            (Some(code), _) => Some(format!("error {code}")),
            (None, Some(_)) => Some("a result".to_owned()),
            (None, None)
                if self
                    .response()
                    .is_some_and(|found| found.member("jsonrpc").is_some()) =>
            {
                Some("a response with neither result nor error code".to_owned())
            }
            (None, None) => None,
        };
        let end = match self.end {
            Some(End::Complete | End::Left | End::NothingDue) => None,
            Some(how) => Some(how.as_str().replace('-', " ")),
            None => Some("no end".to_owned()),
        };
        let status = (self.status != 0).then(|| self.status.to_string());
        match (status, content, end) {
            (Some(status), Some(content), _) => format!("{status} with {content}"),
            (Some(status), None, None) => status,
            (Some(status), None, Some(end)) => format!("{status}, then {end}"),
            (None, Some(content), _) => content,
            (None, None, Some(end)) => end,
            (None, None, None) => "nothing".to_owned(),
        }
    }
}

fn read_head(bytes: &[u8]) -> (u16, Vec<(String, Bytes)>) {
    let mut lines = bytes
        .split(|byte| *byte == b'\n')
        .map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    let status = lines
        .next()
        .and_then(|line| line.split(|byte| *byte == b' ').nth(1))
        .and_then(|code| std::str::from_utf8(code).ok())
        .and_then(|code| code.parse().ok())
        .unwrap_or(0);
    let headers = lines
        .filter_map(|line| {
            let colon = line.iter().position(|byte| *byte == b':')?;
            let name = String::from_utf8_lossy(&line[..colon]).trim().to_owned();
            Some((name, Bytes::copy_from_slice(line[colon + 1..].trim_ascii())))
        })
        .collect();
    (status, headers)
}
