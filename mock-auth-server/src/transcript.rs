//! A recorded request as text that a person reads and that parses back.
//!
//! ```text
//! POST /token -> 400 invalid_grant
//! tenant: ""
//! endpoint: "token"
//! grant_type: "authorization_code"
//! client_ids: ["proofhouse"]
//! ```
//!
//! The first line is method, path and answer, then comes a line for each part of the meaning that is there, its
//! value as JSON. No secret is in it, and no port of a loopback address, because the system chooses those: a run
//! that is repeated prints the same.

use std::borrow::Cow;
use std::fmt::{self, Write as _};
use std::str::FromStr;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::{Map, Value};

use crate::meaning::Meaning;
use crate::recorder::{Answered, RecordedRequest};
use crate::server::without_loopback_ports;

const UNANSWERED: &str = "unanswered";
/// Between the request and its answer.
const ARROW: &str = " -> ";
/// What the first line has no room for.
const NOT_IN_A_WORD: &AsciiSet = &CONTROLS.add(b' ').add(b'>');

/// A request with its meaning and its answer: what a transcript keeps of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedOfIssuer {
    /// The method, such as `POST`.
    pub method: String,
    /// The path, percent-encoded, without the query.
    pub path: String,
    /// What was answered, if anything was.
    pub answer: Option<Answered>,
    /// What was asked.
    pub meaning: Meaning,
}

/// Why a text is no printed request.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NotARequest(String);

impl From<&RecordedRequest> for AskedOfIssuer {
    /// With `{port}` for the port of every loopback address.
    fn from(request: &RecordedRequest) -> Self {
        let answer = request.answer.as_ref().map(|answer| Answered {
            status: answer.status,
            error: answer
                .error
                .as_deref()
                .filter(|error| !error.is_empty())
                .map(word),
        });
        let mut value = serde_json::to_value(request.meaning()).unwrap_or_default();
        rewrite(&mut value);
        Self {
            method: word(&request.method),
            path: word(&request.path),
            answer,
            // Other texts in their places change nothing about its form.
            meaning: serde_json::from_value(value).unwrap_or_default(),
        }
    }
}

impl fmt::Display for AskedOfIssuer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} {}{ARROW}", self.method, self.path)?;
        match &self.answer {
            None => writeln!(out, "{UNANSWERED}")?,
            Some(Answered { status, error: None }) => writeln!(out, "{status}")?,
            Some(Answered {
                status,
                error: Some(error),
            }) => writeln!(out, "{status} {error}")?,
        }
        let meaning = serde_json::to_value(&self.meaning).unwrap_or_default();
        for (name, value) in meaning.as_object().into_iter().flatten() {
            writeln!(out, "{name}: {}", printable(&value.to_string()))?;
        }
        Ok(())
    }
}

impl FromStr for AskedOfIssuer {
    type Err = NotARequest;

    fn from_str(text: &str) -> Result<Self, NotARequest> {
        let wrong = |what: &str, line: &str| NotARequest(format!("{what}: {line:?}"));
        let mut lines = text.split_terminator('\n');
        let first = lines.next().unwrap_or_default();
        let no_request = || wrong("the first line is no method, path and answer", first);
        let (request, answer) = first.split_once(ARROW).ok_or_else(no_request)?;
        let (method, path) = request.split_once(' ').ok_or_else(no_request)?;
        let mut meaning = Map::new();
        for line in lines {
            let (name, value) = line
                .split_once(": ")
                .ok_or_else(|| wrong("a line is no name and value", line))?;
            let value = serde_json::from_str(value).map_err(|_| wrong("a value is no JSON", line))?;
            if meaning.insert(name.to_owned(), value).is_some() {
                return Err(wrong("a name occurs twice", line));
            }
        }
        Ok(Self {
            method: method.to_owned(),
            path: path.to_owned(),
            answer: if answer == UNANSWERED {
                None
            } else {
                Some(read_answer(answer).ok_or_else(no_request)?)
            },
            meaning: serde_json::from_value(Value::Object(meaning))
                .map_err(|error| NotARequest(error.to_string()))?,
        })
    }
}

fn read_answer(text: &str) -> Option<Answered> {
    let (status, error) = text
        .split_once(' ')
        .map_or((text, None), |(status, error)| (status, Some(error.to_owned())));
    Some(Answered {
        status: status.parse().ok()?,
        error,
    })
}

fn word(text: &str) -> String {
    utf8_percent_encode(text, NOT_IN_A_WORD).to_string()
}

fn rewrite(value: &mut Value) {
    match value {
        Value::String(text) => {
            if let Cow::Owned(other) = without_loopback_ports(text) {
                *text = other;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(rewrite),
        Value::Object(members) => members.values_mut().for_each(rewrite),
        _ => {}
    }
}

/// JSON text in ASCII: nothing in it hides or reorders what a person reads.
fn printable(json: &str) -> String {
    let mut out = String::new();
    for character in json.chars() {
        if character.is_ascii() && character != '\x7f' {
            out.push(character);
            continue;
        }
        for unit in character.encode_utf16(&mut [0; 2]) {
            let _ = write!(out, "\\u{unit:04x}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_text() -> impl Strategy<Value = String> {
        let odd = "(http://127\\.0\\.0\\.1:[0-9]{1,5}|[ =&%.:>\\u{202e}\\n\"]|-> |eyJ9\\.e30\\.|.){0,8}";
        prop_oneof![any::<String>(), odd]
    }

    fn any_field() -> impl Strategy<Value = (String, String)> {
        let names = prop::sample::select(vec![
            "grant_type",
            "client_id",
            "client_secret",
            "resource",
            "scope",
            "state",
            "code_challenge",
            "code_verifier",
            "code",
            "token",
            "subject_token",
            "subject_token_type",
            "client_assertion",
            "error",
        ]);
        (names.prop_map(str::to_owned), any_text())
    }

    prop_compose! {
        fn any_request()(
            fields in prop::collection::vec(any_field(), 0..8),
            path in prop_oneof![
                prop::sample::select(vec!["/token", "/t/authorize", "/introspect", "/register"]).prop_map(str::to_owned),
                any_text(),
            ],
            headers in prop::collection::vec(
                (prop::sample::select(vec!["authorization", "dpop", "content-type"]), prop::collection::vec(any::<u8>(), 0..40)),
                0..3,
            ),
            raw in prop::collection::vec(any::<u8>(), 0..60),
            is_form: bool,
            answer in prop::option::of((any::<u16>(), prop::option::of(any_text()))),
        ) -> RecordedRequest {
            let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&fields).finish();
            let mut headers: Vec<(String, Vec<u8>)> =
                headers.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
            if is_form {
                headers.insert(0, ("content-type".to_owned(), b"application/x-www-form-urlencoded".to_vec()));
            }
            let body = if is_form { form.clone().into_bytes() } else { raw };
            RecordedRequest {
                number: 0,
                method: "POST".to_owned(),
                path,
                query: (!is_form).then_some(form),
                headers,
                body_bytes: body.len(),
                body,
                form: Vec::new(),
                answer: answer.map(|(status, error)| Answered { status, error }),
            }
        }
    }

    proptest! {
        #[test]
        fn what_is_printed_parses_back(request in any_request()) {
            let asked = AskedOfIssuer::from(&request);
            prop_assert_eq!(asked.to_string().parse(), Ok(asked));
        }

        #[test]
        fn text_of_any_kind_is_parsed_or_refused_without_panic(text in any_text()) {
            let _ = text.parse::<AskedOfIssuer>();
        }

        #[test]
        fn bytes_of_any_kind_have_a_meaning(
            path in any::<String>(),
            query in any::<String>(),
            headers in prop::collection::vec((any::<String>(), prop::collection::vec(any::<u8>(), 0..80)), 0..4),
            body in prop::collection::vec(any::<u8>(), 0..200),
        ) {
            let endpoints = ["", "/token", "/register", "/authorize", "/introspect"];
            for endpoint in endpoints {
                let path = format!("{path}{endpoint}");
                let _ = crate::meaning::read("POST", &path, Some(&query), &headers, &body);
            }
        }
    }
}
