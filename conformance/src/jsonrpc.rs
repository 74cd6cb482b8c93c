//! Lenient reading of JSON-RPC messages.
//!
//! A strict model would refuse exactly the evidence we came for, so a message is whatever bytes came,
//! with views that answer "is it a response, and to what" without assuming that it is well formed.

mod hold;

use bytes::Bytes;
use serde_json::Value;

/// The code for input that is not JSON (JSON-RPC 2.0, section 5.1).
pub const PARSE_ERROR: i64 = -32700;
/// The code for JSON that is no request (JSON-RPC 2.0, section 5.1).
pub const INVALID_REQUEST: i64 = -32600;
/// The code for a method that does not exist (JSON-RPC 2.0, section 5.1).
pub const METHOD_NOT_FOUND: i64 = -32601;
/// The code for parameters of the wrong form (JSON-RPC 2.0, section 5.1).
pub const INVALID_PARAMS: i64 = -32602;
/// The code for what went wrong within the server (JSON-RPC 2.0, section 5.1).
pub const INTERNAL_ERROR: i64 = -32603;
/// `HeaderMismatch` (2026-07-28/basic, "Error Codes").
pub const HEADER_MISMATCH: i64 = -32020;
/// `MissingRequiredClientCapability` (2026-07-28/basic, "Error Codes").
pub const MISSING_CAPABILITY: i64 = -32021;
/// `UnsupportedProtocolVersion` (2026-07-28/basic, "Error Codes").
pub const UNSUPPORTED_VERSION: i64 = -32022;

/// One message from the target: its bytes, and the JSON in them if there is any.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// The bytes as they came, without framing.
    pub raw: Bytes,
    /// The parsed value, or `None` where the bytes are not JSON.
    pub value: Option<Value>,
    /// Whether the value is only the nearest to JSON that none can hold as it is.
    pub is_approximate: bool,
}

impl Message {
    /// Reads `raw` leniently; invalid UTF-8 or JSON leaves [`Message::value`] empty.
    pub fn read(raw: &[u8]) -> Self {
        Self::of(Bytes::copy_from_slice(raw))
    }

    /// The same, without a copy.
    pub fn of(raw: Bytes) -> Self {
        let (value, is_approximate) = parse(&raw);
        Self {
            raw,
            value,
            is_approximate,
        }
    }

    /// A top-level member, if the message is an object that has it.
    pub fn member(&self, name: &str) -> Option<&Value> {
        self.value.as_ref()?.as_object()?.get(name)
    }

    /// Whether it has a method and an id: a request of the server's own.
    pub fn is_request(&self) -> bool {
        self.member("method").is_some() && self.member("id").is_some()
    }

    /// Whether it has a method and no id.
    pub fn is_notification(&self) -> bool {
        self.member("method").is_some() && self.member("id").is_none()
    }

    /// Whether it has a result or an error and no method.
    pub fn is_response(&self) -> bool {
        self.member("method").is_none()
            && (self.member("result").is_some()
                || self.member("error").is_some()
                || self.member("id").is_some())
    }

    /// The method, if it is a string.
    pub fn method(&self) -> Option<&str> {
        self.member("method")?.as_str()
    }

    /// Whether it is a response whose id is `id`, or differs from it only in JSON type
    /// (the string `"7"` for the number 7): a server that mangles the type still answered this request.
    pub fn answers(&self, id: &Value) -> bool {
        self.is_response()
            && self
                .member("id")
                .is_some_and(|found| found == id || loose(found) == loose(id))
    }

    /// Whether it is a response that names no request (id null or absent).
    pub fn answers_nothing_named(&self) -> bool {
        self.is_response() && self.member("id").is_none_or(Value::is_null)
    }
}

/// JSON of at most this many bytes is parsed; more is kept raw.
pub const PARSE_LIMIT: usize = 16 * 1024 * 1024;

/// The value, and whether it is approximate.
fn parse(raw: &[u8]) -> (Option<Value>, bool) {
    if raw.len() > PARSE_LIMIT {
        return (None, false);
    }
    // serde_json refuses nesting beyond 128 levels, so hostile depth cannot exhaust our stack.
    if let Ok(value) = serde_json::from_slice(raw) {
        (Some(value), false)
    } else {
        let held = hold::read(raw);
        let is_approximate = held.is_some();
        (held, is_approximate)
    }
}

fn loose(id: &Value) -> String {
    match id {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_response_is_matched_by_id_even_when_its_type_is_mangled() {
        let message = Message::read(br#"{"jsonrpc":"2.0","id":"7","result":{}}"#);
        assert!(message.answers(&json!(7)));
        assert!(!message.answers(&json!(8)));
    }

    #[test]
    fn bytes_that_are_not_json_are_kept() {
        let message = Message::read(b"\xff{");
        assert_eq!(message.value, None);
        assert_eq!(message.raw.as_ref(), b"\xff{");
        assert!(!message.is_response());
    }

    #[test]
    fn nesting_without_end_does_not_exhaust_the_stack() {
        assert_eq!(Message::read("[".repeat(1_000_000).as_bytes()).value, None);
    }
}
