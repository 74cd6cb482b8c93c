//! Reading JSON-RPC messages and writing responses.

use serde_json::{Map, Value, json};

use super::json::{self, Repeated, Unreadable};
use super::metadata;
use crate::behaviour::MessageBehaviour;

pub(crate) const PARSE_ERROR: i64 = -32700;
pub(crate) const INVALID_REQUEST: i64 = -32600;
pub(crate) const METHOD_NOT_FOUND: i64 = -32601;
pub(crate) const INVALID_PARAMS: i64 = -32602;
pub(crate) const INTERNAL_ERROR: i64 = -32603;
pub(crate) const LEGACY_RESOURCE_NOT_FOUND: i64 = -32002;
pub(crate) const HEADER_MISMATCH: i64 = -32020;
pub(crate) const MISSING_CAPABILITY: i64 = -32021;
pub(crate) const UNSUPPORTED_VERSION: i64 = -32022;

/// A message from the client.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Incoming {
    Request {
        id: Value,
        method: String,
        params: Map<String, Value>,
    },
    Notification {
        method: String,
        params: Map<String, Value>,
    },
    Response {
        id: Value,
        outcome: Outcome,
    },
}

/// What a client answered: a result, or an error object.
pub(crate) type Outcome = Result<Value, Value>;

/// A JSON-RPC error to be sent.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Failure {
    pub(crate) code: i64,
    pub(crate) message: String,
    pub(crate) data: Option<Value>,
}

impl Failure {
    pub(crate) fn new(code: i64, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            data: None,
        }
    }

    pub(crate) fn invalid_params(message: impl Into<String>) -> Self {
        Self::new(INVALID_PARAMS, message)
    }

    pub(crate) fn with_data(mut self, data: Value) -> Self {
        self.data = Some(data);
        self
    }

    pub(crate) fn object(&self) -> Value {
        let mut error = json!({"code": self.code, "message": self.message});
        if let Some(data) = &self.data {
            error["data"] = data.clone();
        }
        error
    }
}

/// Why a message was refused, with its id where that could be read.
#[derive(Debug, PartialEq)]
pub(crate) struct Refused {
    pub(crate) id: Option<Value>,
    pub(crate) failure: Failure,
    /// The bytes were not UTF-8 or too deeply nested; a fragile server falls over them.
    pub(crate) harmful: Option<Unreadable>,
}

/// Reads one message.
pub(crate) fn read(bytes: &[u8], behaviour: MessageBehaviour) -> Result<Incoming, Box<Refused>> {
    let value = json::read(bytes, Repeated::Refused).map_err(unreadable)?;
    classify(value, behaviour)
}

fn unreadable(reason: Unreadable) -> Box<Refused> {
    let failure = match reason {
        Unreadable::NotUtf8 => Failure::new(PARSE_ERROR, "the message is not UTF-8"),
        Unreadable::NotJson => Failure::new(PARSE_ERROR, "the message is not JSON"),
        Unreadable::TooDeep => Failure::new(INVALID_REQUEST, "the message is nested too deeply"),
        Unreadable::RepeatedMember => Failure::new(INVALID_REQUEST, "the message repeats a member"),
    };
    Box::new(Refused {
        id: None,
        failure,
        harmful: Some(reason),
    })
}

/// Sorts a JSON value into the kinds of message.
pub(crate) fn classify(value: Value, behaviour: MessageBehaviour) -> Result<Incoming, Box<Refused>> {
    let unchecked = behaviour == MessageBehaviour::EnvelopeUnchecked;
    let Value::Object(mut message) = value else {
        return Err(invalid(None, "a message is one JSON object"));
    };
    let id = message.remove("id");
    let readable = id.clone().filter(is_id);
    if message.get("jsonrpc") != Some(&Value::from("2.0")) && !unchecked {
        return Err(invalid(readable, "jsonrpc must be \"2.0\""));
    }
    if !message.contains_key("method") {
        // A number that is no integer can answer nothing that was asked, except where a flaw asks under one.
        let named = id.filter(|id| is_id(id) || id.is_number());
        return read_response(&mut message, named)
            .ok_or_else(|| invalid(readable, "neither a request nor a response"));
    }
    if message.contains_key("result") || message.contains_key("error") {
        return Err(invalid(readable, "a request has neither result nor error"));
    }
    let Some(Value::String(method)) = message.remove("method") else {
        return Err(invalid(readable, "method must be a string"));
    };
    if method.is_empty() {
        return Err(invalid(readable, "method must not be empty"));
    }
    if id.is_some() && readable.is_none() && !unchecked {
        return Err(invalid(None, "id must be a string or an integer"));
    }
    let params = match message.remove("params") {
        None => Map::new(),
        Some(Value::Object(params)) => params,
        Some(_) if behaviour == MessageBehaviour::ParamsOfAnyType => metadata::complete(),
        Some(_) => {
            let failure = Failure::invalid_params("params must be an object");
            return Err(Box::new(Refused {
                id: readable,
                failure,
                harmful: None,
            }));
        }
    };
    Ok(match id {
        Some(id) => Incoming::Request { id, method, params },
        None => Incoming::Notification { method, params },
    })
}

fn read_response(message: &mut Map<String, Value>, id: Option<Value>) -> Option<Incoming> {
    let outcome = match (message.remove("result"), message.remove("error")) {
        (Some(result), None) if result.is_object() => Ok(result),
        (None, Some(error))
            if error.get("code").is_some_and(Value::is_i64) && error["message"].is_string() =>
        {
            Err(error)
        }
        _ => return None,
    };
    Some(Incoming::Response { id: id?, outcome })
}

fn invalid(id: Option<Value>, message: &str) -> Box<Refused> {
    Box::new(Refused {
        id,
        failure: Failure::new(INVALID_REQUEST, message),
        harmful: None,
    })
}

/// Ids are strings or integers. Integers beyond 64 bits and anything written as a fraction are not.
pub(crate) fn is_id(value: &Value) -> bool {
    value.is_string() || value.is_i64() || value.is_u64()
}

/// A successful response.
pub(crate) fn success(id: &Value, result: Value) -> Value {
    let mut message = json!({"jsonrpc": "2.0", "id": id});
    message["result"] = result;
    message
}

/// An error response; without an id where none could be read.
pub(crate) fn error(id: Option<&Value>, error: Value) -> Value {
    let mut message = match id {
        Some(id) => json!({"jsonrpc": "2.0", "id": id}),
        None => json!({"jsonrpc": "2.0"}),
    };
    message["error"] = error;
    message
}

/// A request of the server.
pub(crate) fn request(id: &Value, method: &str, params: Value) -> Value {
    let mut message = json!({"jsonrpc": "2.0", "id": id, "method": method});
    message["params"] = params;
    message
}

/// A notification of the server.
pub(crate) fn notification(method: &str, params: Value) -> Value {
    let mut message = json!({"jsonrpc": "2.0", "method": method});
    message["params"] = params;
    message
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str) -> (Option<Value>, i64) {
        let refused = read(text.as_bytes(), MessageBehaviour::Strict).expect_err("refused");
        (refused.id, refused.failure.code)
    }

    #[test]
    fn an_unreadable_message_is_a_parse_error_without_id() {
        assert_eq!(refusal("{"), (None, PARSE_ERROR));
    }

    #[test]
    fn an_array_or_a_scalar_is_an_invalid_request() {
        assert_eq!(refusal("[]"), (None, INVALID_REQUEST));
        assert_eq!(refusal("1"), (None, INVALID_REQUEST));
    }

    #[test]
    fn only_strings_and_integers_are_ids() {
        for id in ["null", "1.5", "true", "[]", "{}"] {
            let text = format!(r#"{{"jsonrpc":"2.0","id":{id},"method":"ping"}}"#);
            assert_eq!(refusal(&text), (None, INVALID_REQUEST), "{id}");
        }
    }

    #[test]
    fn a_readable_id_is_kept_when_the_rest_is_wrong() {
        assert_eq!(
            refusal(r#"{"jsonrpc":"1.0","id":"a","method":"ping"}"#),
            (Some("a".into()), INVALID_REQUEST)
        );
        assert_eq!(
            refusal(r#"{"jsonrpc":"2.0","id":4,"method":"ping","params":[]}"#),
            (Some(4.into()), INVALID_PARAMS)
        );
    }

    #[test]
    fn a_response_has_one_of_result_and_error() {
        let good = read(
            br#"{"jsonrpc":"2.0","id":1,"result":{}}"#,
            MessageBehaviour::Strict,
        );
        let id = Value::from(1);
        let outcome = Ok(json!({}));
        assert_eq!(good, Ok(Incoming::Response { id, outcome }));
        assert_eq!(
            refusal(r#"{"jsonrpc":"2.0","id":1}"#),
            (Some(1.into()), INVALID_REQUEST)
        );
    }
}
