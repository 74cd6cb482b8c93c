//! A JSON Web Signature put together by hand.
//!
//! Libraries that sign refuse to write what we need to write: a member twice, a wrong type, an `alg` that is not
//! the key's. So members are kept as text in order, and nothing here checks that they make sense.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

/// The members of a JSON object in writing order. A name may occur twice; a value may be any text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Members(Vec<(String, String)>);

impl Members {
    /// Adds a member at the end, also when the name is there already.
    pub(crate) fn add(&mut self, name: &str, value: impl Into<Value>) {
        self.0.push((name.to_owned(), value.into().to_string()));
    }

    /// Gives the first member of that name another value in its place, or adds one at the end.
    pub(crate) fn set(&mut self, name: &str, value: impl Into<Value>) {
        self.set_text(name, value.into().to_string());
    }

    /// As `set`, with the value as JSON text, which is written as it is.
    pub(crate) fn set_text(&mut self, name: &str, text: String) {
        match self.0.iter_mut().find(|(known, _)| known == name) {
            Some((_, value)) => *value = text,
            None => self.0.push((name.to_owned(), text)),
        }
    }

    /// Takes every member of that name away.
    pub(crate) fn remove(&mut self, name: &str) {
        self.0.retain(|(known, _)| known != name);
    }

    /// Sets the members that have a value, takes away those that have none, in this order.
    pub(crate) fn change(&mut self, changes: &[(String, Option<Value>)]) {
        for (name, value) in changes {
            match value {
                Some(value) => self.set(name, value.clone()),
                None => self.remove(name),
            }
        }
    }

    /// The object as compact JSON text.
    pub(crate) fn to_json(&self) -> String {
        let members: Vec<String> = self
            .0
            .iter()
            .map(|(name, value)| format!("{}:{value}", Value::from(name.as_str())))
            .collect();
        format!("{{{}}}", members.join(","))
    }
}

impl<const N: usize> From<[(&str, Value); N]> for Members {
    fn from(members: [(&str, Value); N]) -> Self {
        Self(
            members
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value.to_string()))
                .collect(),
        )
    }
}

impl From<&serde_json::Map<String, Value>> for Members {
    fn from(object: &serde_json::Map<String, Value>) -> Self {
        Self(
            object
                .iter()
                .map(|(name, value)| (name.clone(), value.to_string()))
                .collect(),
        )
    }
}

/// The three parts of a signed token, before they are joined.
#[derive(Clone, Debug)]
pub(crate) struct Compact {
    /// The header as JSON text.
    pub(crate) header: String,
    /// The claims as JSON text.
    pub(crate) payload: String,
    /// The raw signature; empty for none.
    pub(crate) signature: Vec<u8>,
}

impl Compact {
    /// Header and payload in base64url, joined by a point: what is signed (RFC 7515 section 5.1).
    pub(crate) fn signing_input(&self) -> String {
        signing_input(&self.header, &self.payload)
    }

    /// The compact serialization (RFC 7515 section 7.1).
    pub(crate) fn join(&self) -> String {
        format!("{}.{}", self.signing_input(), encode(&self.signature))
    }
}

/// The compact serialization of a header and a payload, signed by `sign`.
pub(crate) fn signed(header: &str, payload: &str, sign: impl FnOnce(&[u8]) -> Vec<u8>) -> String {
    let mut token = signing_input(header, payload);
    let signature = sign(token.as_bytes());
    token.push('.');
    URL_SAFE_NO_PAD.encode_string(signature, &mut token);
    token
}

/// With room for a signature of 256 bytes behind it.
fn signing_input(header: &str, payload: &str) -> String {
    let mut input = String::with_capacity((header.len() + payload.len() + 260) / 3 * 4 + 8);
    URL_SAFE_NO_PAD.encode_string(header, &mut input);
    input.push('.');
    URL_SAFE_NO_PAD.encode_string(payload, &mut input);
    input
}

/// A value as compact JSON text: what its `to_string` gives, in a third of the time.
pub(crate) fn json_text(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("values and texts are JSON")
}

/// base64url without padding (RFC 7515 section 2).
pub(crate) fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The reverse of `encode`; nothing for any other text.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_keep_their_order_and_may_repeat() {
        let mut members = Members::from([("a", Value::from(1)), ("b", Value::from("x\"y"))]);
        members.set("a", 2);
        members.add("a", Value::Null);
        assert_eq!(members.to_json(), r#"{"a":2,"b":"x\"y","a":null}"#);
        members.remove("a");
        members.set_text("c", "1e400".to_owned());
        assert_eq!(members.to_json(), r#"{"b":"x\"y","c":1e400}"#);
    }
}
