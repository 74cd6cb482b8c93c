//! JSON that a [`Value`] cannot hold, made into JSON that it can.
//!
//! RFC 8259 allows what `serde_json` refuses: an escaped lone surrogate (section 8.2), a number beyond every double
//! (section 6), nesting without end (section 9). A target that echoes one of these has sent a message all the same,
//! so it is read with the nearest thing in its place, and is not accused of writing what is none.

use serde::de::IgnoredAny;
use serde_json::Value;

/// Deeper values are read as null; `serde_json` refuses 128 levels.
const LEVELS: usize = 100;

/// Reads `raw` if it is JSON by the grammar of RFC 8259.
pub fn read(raw: &[u8]) -> Option<Value> {
    // This reads the grammar alone: it makes nothing of what it reads, and needs no stack.
    serde_json::from_slice::<IgnoredAny>(raw).ok()?;
    serde_json::from_slice(&holdable(raw)).ok()
}

/// `raw`, which is JSON, without what cannot be held.
fn holdable(raw: &[u8]) -> Vec<u8> {
    let mut held = Vec::with_capacity(raw.len());
    let (mut rest, mut depth) = (raw, 0_usize);
    while let Some(first) = rest.first() {
        let token = token(rest);
        rest = &rest[token.len()..];
        let enters = matches!(first, b'[' | b'{');
        depth += usize::from(enters);
        match first {
            _ if depth > LEVELS + 1 => {}
            _ if depth > LEVELS && enters => held.extend_from_slice(b"null"),
            _ if depth > LEVELS => {}
            b'"' => put_text(&mut held, token),
            b'-' | b'0'..=b'9' => held.extend_from_slice(number(token)),
            _ => held.extend_from_slice(token),
        }
        depth -= usize::from(matches!(first, b']' | b'}'));
    }
    held
}

/// A string, a number, or one byte of anything else.
fn token(rest: &[u8]) -> &[u8] {
    let length = match rest[0] {
        b'"' => text_length(rest),
        b'-' | b'0'..=b'9' => rest
            .iter()
            .take_while(|byte| byte.is_ascii_digit() || b"+-.eE".contains(byte))
            .count(),
        _ => 1,
    };
    &rest[..length]
}

fn text_length(rest: &[u8]) -> usize {
    let mut place = 1;
    while rest[place] != b'"' {
        place += if rest[place] == b'\\' { 2 } else { 1 };
    }
    place + 1
}

fn number(token: &[u8]) -> &[u8] {
    let value = std::str::from_utf8(token)
        .ok()
        .and_then(|text| text.parse::<f64>().ok());
    match value {
        Some(f64::INFINITY) => b"1.7976931348623157e308",
        Some(f64::NEG_INFINITY) => b"-1.7976931348623157e308",
        _ => token,
    }
}

/// A lone surrogate becomes the replacement character.
fn put_text(held: &mut Vec<u8>, text: &[u8]) {
    let mut rest = text;
    while !rest.is_empty() {
        let length = match (unit(rest), rest.get(6..).and_then(unit)) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => 12,
            (Some(0xd800..=0xdfff), _) => {
                held.extend_from_slice(b"\\ufffd");
                rest = &rest[6..];
                continue;
            }
            (Some(_), _) => 6,
            (None, _) if rest[0] == b'\\' => 2,
            (None, _) => 1,
        };
        held.extend_from_slice(&rest[..length]);
        rest = &rest[length..];
    }
}

/// The code unit of the escape `\uXXXX` that stands first.
fn unit(rest: &[u8]) -> Option<u16> {
    let digits = rest.strip_prefix(b"\\u")?.get(..4)?;
    u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_lone_surrogate_is_replaced_and_a_pair_is_kept() {
        let text = r#"{"a\udead":["\ud800 x","\ud83d\ude00","\\ud800","\ud800\ud83d\ude00","é\""]}"#;
        assert_eq!(
            read(text.as_bytes()),
            Some(json!({"a\u{fffd}": ["\u{fffd} x", "😀", "\\ud800", "\u{fffd}😀", "é\""]}))
        );
    }

    #[test]
    fn a_number_beyond_every_double_is_the_largest() {
        assert_eq!(read(b"[1e400,-1e400,12]"), Some(json!([f64::MAX, -f64::MAX, 12])));
    }

    #[test]
    fn deep_nesting_ends_in_null() {
        let text = format!(
            r#"{{"id":1,"deep":{}{},"after":2}}"#,
            "[".repeat(100_000),
            "]".repeat(100_000)
        );
        let value = read(text.as_bytes()).expect("it is JSON");
        assert_eq!((&value["id"], &value["after"]), (&json!(1), &json!(2)));
    }

    #[test]
    fn what_is_no_json_stays_none() {
        for text in [
            &b"\"\\ud8\""[..],
            b"[NaN]",
            b"\"\xff\"",
            b"{\"a\":1} x",
            b"[1",
            b"",
        ] {
            assert_eq!(read(text), None);
        }
    }
}
