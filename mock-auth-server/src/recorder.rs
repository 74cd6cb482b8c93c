//! Keeps the requests that arrived, for whoever wants to know what a server or client under test really asked.

use std::collections::{BTreeSet, VecDeque};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use axum::http::request::Parts;
use serde::{Deserialize, Serialize};

use crate::meaning::{self, Meaning, TokenIdentity};
use crate::server::form;

/// How many requests are kept; older ones make room for newer ones.
pub const MAX_KEPT_REQUESTS: usize = 4096;
/// How many bytes of each body are kept.
pub const MAX_KEPT_BODY_BYTES: usize = 8 * 1024;
/// How many bytes all kept requests have; older ones make room for newer ones.
pub const MAX_KEPT_BYTES: usize = 8 * 1024 * 1024;

/// A request as it arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedRequest {
    /// Its place in the order of arrival, from 0; a request has arrived when its body has. Numbers go on when old
    /// requests are forgotten.
    pub number: u64,
    /// As sent, such as `POST`.
    pub method: String,
    /// As sent, still percent-encoded, without the query.
    pub path: String,
    /// As sent, without the question mark.
    pub query: Option<String>,
    /// Names in lower case and raw values, in the order they were sent; fields of one name stand together.
    pub headers: Vec<(String, Vec<u8>)>,
    /// The body; in the record only its beginning, at most `MAX_KEPT_BODY_BYTES`.
    pub body: Vec<u8>,
    /// The size of the whole body in bytes; what exceeds the server's limit was not read and is not counted.
    pub body_bytes: usize,
    /// The decoded fields of a body that is a form, in order, repeated ones too; else empty.
    pub form: Vec<(String, String)>,
    /// What was answered; nothing while the answer is being made, or when the client went away before it was.
    pub answer: Option<Answered>,
}

/// What a request was answered with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// The HTTP status.
    pub status: u16,
    /// The OAuth error code, in the body or in the redirect to the client.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

impl RecordedRequest {
    /// The request with all of its body.
    pub(crate) fn whole(number: u64, head: &Parts, body: &[u8]) -> Self {
        let mut request = Self {
            number,
            method: head.method.to_string(),
            path: head.uri.path().to_owned(),
            query: head.uri.query().map(str::to_owned),
            headers: head
                .headers
                .iter()
                .map(|(name, value)| (name.to_string(), value.as_bytes().to_vec()))
                .collect(),
            body: body.to_vec(),
            body_bytes: body.len(),
            form: Vec::new(),
            answer: None,
        };
        request.read_form();
        request
    }

    fn read_form(&mut self) {
        if self.header("content-type").is_some_and(form::is_form_type) {
            self.form = form::fields(&self.body);
        }
    }

    /// The first value of that header, by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&[u8]> {
        self.headers
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_slice())
    }

    /// The first form field of that name.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.form
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// What it says in the words of OAuth, whether or not it was granted.
    pub fn meaning(&self) -> Meaning {
        let mut meaning = meaning::read(
            &self.method,
            &self.path,
            self.query.as_deref(),
            &self.headers,
            &self.body,
        );
        if self.body_bytes > self.body.len() {
            let kept = self.body.len();
            let says = format!(
                "only the first {kept} of {} bytes of the body are kept",
                self.body_bytes
            );
            meaning.unreadable.push(says);
        }
        meaning
    }
}

/// A request in the record: one block of bytes, because requests are kept far more often than they are looked at.
struct Kept {
    number: u64,
    /// Method, path, query and headers, each field with its length before it, and then the body.
    block: Vec<u8>,
    body_bytes: usize,
    answer: Option<Answered>,
    /// The tokens that it brings, once somebody asked for them.
    tokens: OnceLock<Vec<TokenIdentity>>,
}

impl Kept {
    fn pack(head: &Parts, body: &[u8]) -> Self {
        let fields = head
            .headers
            .iter()
            .map(|(name, value)| name.as_str().len() + value.len() + 8);
        let kept = &body[..body.len().min(MAX_KEPT_BODY_BYTES)];
        let mut block = Vec::with_capacity(64 + head.uri.path().len() + fields.sum::<usize>() + kept.len());
        put(&mut block, head.method.as_str().as_bytes());
        put(&mut block, head.uri.path().as_bytes());
        match head.uri.query() {
            Some(query) => {
                block.push(1);
                put(&mut block, query.as_bytes());
            }
            None => block.push(0),
        }
        put_length(&mut block, head.headers.len());
        for (name, value) in &head.headers {
            put(&mut block, name.as_str().as_bytes());
            put(&mut block, value.as_bytes());
        }
        block.extend_from_slice(kept);
        block.shrink_to_fit();
        Self {
            number: 0,
            block,
            body_bytes: body.len(),
            answer: None,
            tokens: OnceLock::new(),
        }
    }

    fn brings(&self, wanted: &BTreeSet<&TokenIdentity>) -> bool {
        let tokens = self.tokens.get_or_init(|| {
            let meaning = self.unpack().meaning();
            meaning.tokens.into_iter().map(|token| token.identity).collect()
        });
        tokens.iter().any(|token| wanted.contains(token))
    }

    fn unpack(&self) -> RecordedRequest {
        let mut rest = self.block.as_slice();
        let method = take_text(&mut rest);
        let path = take_text(&mut rest);
        let has_query = rest.split_off_first().is_some_and(|flag| *flag == 1);
        let query = has_query.then(|| take_text(&mut rest));
        let count = take_length(&mut rest);
        let headers: Vec<(String, Vec<u8>)> = (0..count)
            .map(|_| (take_text(&mut rest), take(&mut rest).to_vec()))
            .collect();
        let mut request = RecordedRequest {
            number: self.number,
            method,
            path,
            query,
            headers,
            body: rest.to_vec(),
            body_bytes: self.body_bytes,
            form: Vec::new(),
            answer: self.answer.clone(),
        };
        request.read_form();
        request
    }

    /// Whether it was sent by that method, without unpacking it.
    fn is_of(&self, method: &str) -> bool {
        take(&mut self.block.as_slice()) == method.as_bytes()
    }
}

fn put_length(block: &mut Vec<u8>, length: usize) {
    block.extend_from_slice(&u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes());
}

fn put(block: &mut Vec<u8>, bytes: &[u8]) {
    put_length(block, bytes.len());
    block.extend_from_slice(bytes);
}

fn take_length(rest: &mut &[u8]) -> usize {
    let bytes = rest.split_off(..4).and_then(|bytes| bytes.try_into().ok());
    bytes.map_or(0, |bytes| u32::from_le_bytes(bytes) as usize)
}

fn take<'b>(rest: &mut &'b [u8]) -> &'b [u8] {
    let length = take_length(rest);
    rest.split_off(..length).unwrap_or_default()
}

fn take_text(rest: &mut &[u8]) -> String {
    String::from_utf8_lossy(take(rest)).into_owned()
}

#[derive(Default)]
pub(crate) struct Recorder(Mutex<Record>);

#[derive(Default)]
struct Record {
    arrived: u64,
    kept: VecDeque<Kept>,
    kept_bytes: usize,
    dropped: u64,
}

impl Recorder {
    /// Keeps a request and gives its number.
    pub(crate) fn keep(&self, head: &Parts, body: &[u8]) -> u64 {
        let request = Kept::pack(head, body);
        self.record().add(request)
    }

    /// Notes what the request of that number was answered with, if it is still kept.
    pub(crate) fn note_answer(&self, number: u64, answer: Answered) {
        let mut record = self.record();
        // Kept requests are numbered without gaps.
        let first = record.arrived - record.kept.len() as u64;
        let at = number.checked_sub(first).and_then(|at| usize::try_from(at).ok());
        if let Some(request) = at.and_then(|at| record.kept.get_mut(at)) {
            request.answer = Some(answer);
        }
    }

    pub(crate) fn kept(&self) -> Vec<RecordedRequest> {
        self.record().kept.iter().map(Kept::unpack).collect()
    }

    /// Those that were sent by that method and bring one of these tokens.
    pub(crate) fn kept_about(&self, method: &str, tokens: &BTreeSet<&TokenIdentity>) -> Vec<RecordedRequest> {
        let record = self.record();
        let of_method = record.kept.iter().filter(|request| request.is_of(method));
        let about = of_method.filter(|request| request.brings(tokens));
        about.map(Kept::unpack).collect()
    }

    /// How many requests were dropped to make room.
    pub(crate) fn dropped(&self) -> u64 {
        self.record().dropped
    }

    /// Forgets what is kept and says how many requests that was; their numbers are not given again.
    pub(crate) fn forget(&self) -> usize {
        let mut record = self.record();
        let forgotten = record.kept.len();
        record.kept.clear();
        record.kept_bytes = 0;
        record.dropped = 0;
        forgotten
    }

    fn record(&self) -> MutexGuard<'_, Record> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Record {
    fn add(&mut self, mut request: Kept) -> u64 {
        let number = self.arrived;
        request.number = number;
        self.arrived += 1;
        self.kept_bytes += request.block.len();
        self.kept.push_back(request);
        while self.kept.len() > MAX_KEPT_REQUESTS || self.kept_bytes > MAX_KEPT_BYTES {
            let Some(oldest) = self.kept.pop_front() else {
                break;
            };
            self.kept_bytes -= oldest.block.len();
            self.dropped += 1;
        }
        number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_requests_are_forgotten_first_and_numbers_go_on() {
        let recorder = Recorder::default();
        let (head, ()) = axum::http::Request::get("/jwks.json")
            .body(())
            .unwrap()
            .into_parts();
        for _ in 0..=MAX_KEPT_REQUESTS {
            recorder.keep(&head, b"");
        }
        let kept = recorder.kept();
        assert_eq!(kept.len(), MAX_KEPT_REQUESTS);
        assert_eq!(kept[0].number, 1);
    }

    #[test]
    fn only_the_beginning_of_a_large_body_is_kept() {
        let recorder = Recorder::default();
        let (head, ()) = axum::http::Request::post("/token").body(()).unwrap().into_parts();
        recorder.keep(&head, &[b'a'; MAX_KEPT_BODY_BYTES + 1]);
        assert_eq!(recorder.kept()[0].body.len(), MAX_KEPT_BODY_BYTES);
        assert_eq!(recorder.kept()[0].body_bytes, MAX_KEPT_BODY_BYTES + 1);
    }

    #[test]
    fn a_request_is_unpacked_as_it_was() {
        let recorder = Recorder::default();
        let (head, ()) = axum::http::Request::post("/token?a=b%20c")
            .header("content-type", "application/x-www-form-urlencoded")
            .header("x-raw", axum::http::HeaderValue::from_bytes(b"\xff:").unwrap())
            .header("x-raw", "")
            .body(())
            .unwrap()
            .into_parts();
        recorder.keep(&head, b"grant_type=x&y=%41");
        assert_eq!(
            recorder.kept(),
            [RecordedRequest::whole(0, &head, b"grant_type=x&y=%41")]
        );
    }

    #[test]
    fn large_requests_make_room_by_their_bytes() {
        let recorder = Recorder::default();
        let (head, ()) = axum::http::Request::get("/jwks.json")
            .header("x-large", "a".repeat(MAX_KEPT_BYTES / 4))
            .body(())
            .unwrap()
            .into_parts();
        for _ in 0..5 {
            recorder.keep(&head, b"");
        }
        let kept: Vec<u64> = recorder.kept().iter().map(|request| request.number).collect();
        assert_eq!((kept, recorder.dropped()), (vec![2, 3, 4], 2));
    }

    #[test]
    fn an_answer_is_noted_with_its_request_and_with_no_other() {
        let recorder = Recorder::default();
        let (head, ()) = axum::http::Request::get("/jwks.json")
            .body(())
            .unwrap()
            .into_parts();
        let answer = |status| Answered { status, error: None };
        let early = recorder.keep(&head, b"");
        assert_eq!((early, recorder.forget()), (0, 1));
        let (first, second) = (recorder.keep(&head, b""), recorder.keep(&head, b""));
        recorder.note_answer(second, answer(401));
        recorder.note_answer(early, answer(500));
        recorder.note_answer(first, answer(200));
        recorder.note_answer(9, answer(500));
        let answers: Vec<_> = recorder
            .kept()
            .into_iter()
            .map(|request| request.answer)
            .collect();
        assert_eq!(answers, [Some(answer(200)), Some(answer(401))]);
    }
}
