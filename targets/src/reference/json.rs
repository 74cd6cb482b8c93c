//! Strict reading of JSON: UTF-8 only, bounded depth, no repeated members.
//!
//! A parser that keeps one of two equal members lets two readers of one message see two messages.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// Nesting beyond this is refused, in levels.
const DEEPEST: usize = 64;

/// What to do with the second of two equal members.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Repeated {
    Refused,
    FirstWins,
}

/// Why bytes are not a JSON value for us.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Unreadable {
    NotUtf8,
    TooDeep,
    NotJson,
    RepeatedMember,
}

/// Reads one JSON value.
pub(crate) fn read(bytes: &[u8], repeated: Repeated) -> Result<Value, Unreadable> {
    let text = std::str::from_utf8(bytes).map_err(|_| Unreadable::NotUtf8)?;
    if depth(text) > DEEPEST {
        return Err(Unreadable::TooDeep);
    }
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = Reader(repeated).deserialize(&mut deserializer).map_err(|error| {
        if error.is_data() {
            Unreadable::RepeatedMember
        } else {
            Unreadable::NotJson
        }
    })?;
    deserializer.end().map_err(|_| Unreadable::NotJson)?;
    Ok(value)
}

/// The deepest nesting of brackets outside strings.
fn depth(text: &str) -> usize {
    let (mut open, mut deepest, mut quoted, mut escaped) = (0_usize, 0, false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'{' | b'[' if !quoted => {
                open += 1;
                deepest = deepest.max(open);
            }
            b'}' | b']' if !quoted => open = open.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

#[derive(Clone, Copy)]
struct Reader(Repeated);

impl<'de> DeserializeSeed<'de> for Reader {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Reader {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self)? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            let value = members.next_value_seed(self)?;
            if !map.contains_key(&name) {
                map.insert(name, value);
            } else if self.0 == Repeated::Refused {
                return Err(A::Error::custom("repeated member"));
            }
        }
        Ok(Value::Object(map))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeated_members_are_refused_at_any_depth() {
        assert_eq!(
            read(br#"{"a":[{"b":1,"b":2}]}"#, Repeated::Refused),
            Err(Unreadable::RepeatedMember)
        );
    }

    #[test]
    fn the_first_of_repeated_members_can_be_kept() {
        let value = read(br#"{"a":1,"a":2}"#, Repeated::FirstWins).expect("readable");
        assert_eq!(value["a"], 1);
    }

    #[test]
    fn deep_nesting_is_refused_and_brackets_in_strings_do_not_count() {
        let deep = "[".repeat(100_000);
        assert_eq!(read(deep.as_bytes(), Repeated::Refused), Err(Unreadable::TooDeep));
        let quoted = format!("\"{deep}\"");
        assert!(read(quoted.as_bytes(), Repeated::Refused).is_ok());
    }

    #[test]
    fn invalid_utf8_and_trailing_text_are_refused() {
        assert_eq!(read(b"\"\xff\"", Repeated::Refused), Err(Unreadable::NotUtf8));
        assert_eq!(read(b"{} {}", Repeated::Refused), Err(Unreadable::NotJson));
        assert_eq!(read(b"", Repeated::Refused), Err(Unreadable::NotJson));
    }
}
