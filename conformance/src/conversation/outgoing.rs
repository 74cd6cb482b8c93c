//! What is about to be sent: a well-formed request, open to being broken in one place.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use memchr::memmem;
use serde_json::Value;

use crate::principal::Principal;
use crate::revision::Revision;
use crate::transport::Filled;

/// A request or notification before it is sent. Every part can be changed; nothing is checked.
#[derive(Clone, Debug)]
pub struct Outgoing {
    /// The HTTP method.
    pub verb: String,
    /// Path and query in the request line.
    pub target: String,
    /// Headers in order; names and values are written as they are.
    pub headers: Vec<(String, Vec<u8>)>,
    /// The message: an HTTP body, or a line of stdio without its newline.
    pub body: Vec<u8>,
    /// The id that its response must carry; `None` where no response is due or its id cannot be read.
    pub id: Option<Value>,
    /// Who it speaks for; a name in the record, the token itself is a header.
    pub principal: Principal,
    /// Bytes after the line on stdio: the newline.
    pub line_end: Vec<u8>,
    /// How much of the answer is read.
    pub reading: Reading,
    /// Bytes that are sent in the place of [`FILLER`] in the message. The record keeps the mark.
    pub filler: usize,
}

/// What stands in a message for so many bytes that they would swamp the record.
pub const FILLER: &str = "proofhouse-filler";

/// How much of an answer is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// Up to the response to the request, or the whole body where it is no event stream.
    ToResponse,
    /// To the end of an event stream.
    ToEnd,
    /// Status and headers only, when they announce an event stream.
    Head,
}

impl Outgoing {
    pub(super) fn new(verb: &str, principal: Principal) -> Self {
        Self {
            verb: verb.to_owned(),
            target: "/".to_owned(),
            headers: Vec::new(),
            body: Vec::new(),
            id: None,
            principal,
            line_end: b"\n".to_vec(),
            reading: Reading::ToResponse,
            filler: 0,
        }
    }

    /// What is written to the socket or the process, with the filler in the place of its mark.
    pub(super) fn filled<'b>(&self, bytes: &'b [u8]) -> Filled<'b> {
        let is_filled = self.filler > 0;
        match is_filled
            .then(|| memmem::find(bytes, FILLER.as_bytes()))
            .flatten()
        {
            Some(at) => Filled {
                before: &bytes[..at],
                filler: self.filler,
                after: &bytes[at + FILLER.len()..],
            },
            None => bytes.into(),
        }
    }

    /// Replaces every header of this name, or adds it at the end.
    pub fn set(&mut self, name: &str, value: &str) {
        let first = self
            .headers
            .iter()
            .position(|(found, _)| found.eq_ignore_ascii_case(name));
        self.remove(name);
        let at = first.unwrap_or(self.headers.len()).min(self.headers.len());
        self.headers
            .insert(at, (name.to_owned(), value.as_bytes().to_vec()));
    }

    /// Adds a header, whether or not there is one of the name.
    pub fn push(&mut self, name: &str, value: impl Into<Vec<u8>>) {
        self.headers.push((name.to_owned(), value.into()));
    }

    /// Removes every header of this name, in any case.
    pub fn remove(&mut self, name: &str) {
        self.headers
            .retain(|(found, _)| !found.eq_ignore_ascii_case(name));
    }

    /// The first header of this name, if it is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self
            .headers
            .iter()
            .find(|(found, _)| found.eq_ignore_ascii_case(name));
        found.and_then(|(_, value)| std::str::from_utf8(value).ok())
    }

    /// Presents this token instead of the principal's.
    pub fn set_token(&mut self, token: &str) {
        self.set("Authorization", &format!("Bearer {token}"));
    }

    /// With this token, or with none in nobody's name.
    #[must_use]
    pub fn with_token(mut self, token: Option<&str>) -> Self {
        match token {
            Some(token) => {
                self.set_token(token);
                self
            }
            None => self.without_token(),
        }
    }

    /// The same request in someone else's name, without a token.
    #[must_use]
    pub fn without_token(mut self) -> Self {
        self.remove("Authorization");
        self.principal = Principal::Nobody;
        self
    }

    /// Changes the message in the body. The id that the response must carry follows.
    pub fn edit(&mut self, change: impl FnOnce(&mut Value)) {
        if let Ok(mut message) = serde_json::from_slice::<Value>(&self.body) {
            change(&mut message);
            if self.id.is_some() {
                self.id = message.get("id").cloned();
            }
            self.body = message.to_string().into_bytes();
        }
    }

    /// The request as written to the socket. `Content-Length` is added unless a header says otherwise.
    pub fn http_bytes(&self) -> Vec<u8> {
        self.http_bytes_of(self.body.len())
    }

    /// The same for [`Outgoing::filled`]: the length is that of the body with the filler in its place.
    pub(super) fn unfilled_http_bytes(&self) -> Vec<u8> {
        let body = self.filled(&self.body);
        self.http_bytes_of(body.len())
    }

    fn http_bytes_of(&self, length: usize) -> Vec<u8> {
        let mut bytes = format!("{} {} HTTP/1.1\r\n", self.verb, self.target).into_bytes();
        let framed = ["content-length", "transfer-encoding"]
            .iter()
            .any(|name| self.header(name).is_some());
        for (name, value) in &self.headers {
            bytes.extend_from_slice(name.as_bytes());
            bytes.extend_from_slice(b": ");
            bytes.extend_from_slice(value);
            bytes.extend_from_slice(b"\r\n");
        }
        if !framed && (self.verb == "POST" || !self.body.is_empty()) {
            bytes.extend_from_slice(format!("Content-Length: {length}\r\n").as_bytes());
        }
        bytes.extend_from_slice(b"\r\n");
        bytes.extend_from_slice(&self.body);
        bytes
    }

    /// The message as a line of stdio.
    pub fn line_bytes(&self) -> Vec<u8> {
        [self.body.as_slice(), &self.line_end].concat()
    }
}

/// Adds the headers that mirror the body (2026-07-28/basic/transports/streamable-http, "Request Metadata").
pub(super) fn mirror(out: &mut Outgoing, message: &Value, revision: Revision, tools: &[Value]) {
    let method = message["method"].as_str().unwrap_or_default();
    let params = &message["params"];
    out.set("MCP-Protocol-Version", revision.as_str());
    out.set("Mcp-Method", method);
    let name = match method {
        "tools/call" | "prompts/get" => params["name"].as_str(),
        "resources/read" => params["uri"].as_str(),
        _ => None,
    };
    if let Some(name) = name {
        out.set("Mcp-Name", &plain_or_encoded(name));
    }
    let called = tools
        .iter()
        .find(|tool| method == "tools/call" && tool["name"] == params["name"]);
    if let Some(tool) = called {
        mirror_arguments(out, &tool["inputSchema"], &params["arguments"]);
    }
}

fn mirror_arguments(out: &mut Outgoing, schema: &Value, arguments: &Value) {
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        let value = &arguments[name];
        let text = match value {
            Value::String(text) => Some(text.clone()),
            Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
            _ => None,
        };
        if let (Some(header), Some(text)) = (property["x-mcp-header"].as_str(), text) {
            out.set(&format!("Mcp-Param-{header}"), &plain_or_encoded(&text));
        }
        mirror_arguments(out, property, value);
    }
}

/// A header value as it is, or in the Base64 form where it could be altered on the way
/// (2026-07-28/basic/transports/streamable-http, "Value Encoding").
pub fn plain_or_encoded(value: &str) -> String {
    let safe = value.bytes().all(|byte| matches!(byte, 0x20..=0x7e))
        && value.trim() == value
        && !(value.starts_with("=?base64?") && value.ends_with("?="));
    if safe {
        value.to_owned()
    } else {
        format!("=?base64?{}?=", STANDARD.encode(value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_a_header_would_alter_are_encoded() {
        assert_eq!(plain_or_encoded("us-west1"), "us-west1");
        assert_eq!(plain_or_encoded(" padded "), "=?base64?IHBhZGRlZCA=?=");
        assert_eq!(
            plain_or_encoded("=?base64?literal?="),
            "=?base64?PT9iYXNlNjQ/bGl0ZXJhbD89?="
        );
    }

    #[test]
    fn a_filler_is_declared_in_full_and_recorded_as_its_mark() {
        let mut out = Outgoing::new("POST", Principal::A);
        out.body = format!("<{FILLER}>").into_bytes();
        out.filler = 1_000_000;
        let bytes = out.unfilled_http_bytes();
        assert!(memmem::find(&bytes, b"Content-Length: 1000002\r\n").is_some());
        let filled = out.filled(&bytes);
        assert!(filled.before.ends_with(b"\r\n\r\n<"));
        assert_eq!((filled.filler, filled.after), (1_000_000, b">".as_slice()));
        assert!(out.http_bytes().ends_with(&out.body));
    }

    #[test]
    fn a_header_that_is_set_again_keeps_its_place() {
        let mut out = Outgoing::new("POST", Principal::A);
        out.set("Host", "one");
        out.set("Accept", "x");
        out.set("host", "two");
        assert_eq!(out.headers[0], ("host".to_owned(), b"two".to_vec()));
        assert_eq!(out.headers.len(), 2);
    }
}
