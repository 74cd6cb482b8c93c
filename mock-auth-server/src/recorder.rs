//! Keeps the requests that arrived, for whoever wants to know what a server or client under test really asked.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use axum::http::request::Parts;

use crate::server::form;

/// How many requests are kept; older ones make room for newer ones.
pub const MAX_KEPT_REQUESTS: usize = 4096;
/// How many bytes of each body are kept.
pub const MAX_KEPT_BODY_BYTES: usize = 8 * 1024;

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
}

impl RecordedRequest {
    /// The request with all of its body.
    pub(crate) fn whole(number: u64, head: &Parts, body: &[u8]) -> Self {
        Self::read(number, head, body, body.len())
    }

    /// The request with so much of its body.
    fn read(number: u64, head: &Parts, body: &[u8], kept: usize) -> Self {
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
            body: body[..kept].to_vec(),
            body_bytes: body.len(),
            form: Vec::new(),
        };
        if form::is_form(&head.headers) {
            request.form = form::fields(&request.body);
        }
        request
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
}

#[derive(Default)]
pub(crate) struct Recorder(Mutex<Record>);

#[derive(Default)]
struct Record {
    arrived: u64,
    kept: VecDeque<RecordedRequest>,
}

impl Recorder {
    /// The number of the request.
    pub(crate) fn keep(&self, head: &Parts, body: &[u8]) -> u64 {
        let mut request = RecordedRequest::read(0, head, body, body.len().min(MAX_KEPT_BODY_BYTES));
        let mut record = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let number = record.arrived;
        request.number = number;
        record.arrived += 1;
        if record.kept.len() == MAX_KEPT_REQUESTS {
            record.kept.pop_front();
        }
        record.kept.push_back(request);
        number
    }

    pub(crate) fn kept(&self) -> Vec<RecordedRequest> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .kept
            .iter()
            .cloned()
            .collect()
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
}
