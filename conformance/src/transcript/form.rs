//! The printed form of a transcript: text a person reads, that parses back to the same record.
//!
//! A head of `name: value` lines, an empty line, then entries. An entry is a marker line (`>` sent,
//! `<` received, `^` upstream or issuer, `%` process, `!` note) followed by its bytes, each line behind
//! `| `, the last one behind `|~` where it has no line feed. Bytes that are not printable are escaped.

use std::fmt::Write as _;
use std::sync::Arc;

use bytes::Bytes;

use super::{Cell, End, Entry, Facts, Head, Transcript};

const MAGIC: &str = "proofhouse transcript 1";

/// Why a printed transcript does not parse.
#[derive(Debug, thiserror::Error, PartialEq)]
#[error("line {line}: {what}")]
pub struct ParseError {
    /// Counted from 1.
    pub line: usize,
    /// What is wrong there.
    pub what: String,
}

/// Prints a transcript.
pub fn print(transcript: &Transcript) -> String {
    print_head(&transcript.head) + &print_entries(&transcript.entries)
}

/// Prints what stands above the entries.
pub(super) fn print_head(head: &Head) -> String {
    let mut out = String::new();
    let facts = serde_json::to_string(head.facts.as_ref()).unwrap_or_default();
    let _ = writeln!(out, "{MAGIC}");
    let _ = writeln!(out, "probe: {}", head.probe);
    let _ = writeln!(out, "revision: {}", head.cell.revision);
    let _ = writeln!(out, "transport: {}", head.cell.transport);
    let _ = writeln!(out, "seed: {}", head.seed);
    let _ = writeln!(out, "facts: {facts}\n");
    out
}

/// Prints entries.
pub(super) fn print_entries(entries: &[Entry]) -> String {
    let mut out = String::new();
    for entry in entries {
        print_entry(&mut out, entry);
    }
    out
}

fn print_entry(out: &mut String, entry: &Entry) {
    let issuer;
    let (marker, bytes): (String, &[u8]) = match entry {
        Entry::Sent {
            exchange,
            label,
            principal,
            id,
            bytes,
        } => {
            let id = if id.is_empty() {
                String::new()
            } else {
                format!(" id {}", escape(id.as_bytes()))
            };
            (
                format!("> {exchange} {} as {principal}{id}", escape(label.as_bytes())),
                bytes,
            )
        }
        Entry::Head { exchange, bytes } => (format!("< {exchange} head"), bytes),
        Entry::Body { exchange, bytes } => (format!("< {exchange} body"), bytes),
        Entry::Event { exchange, bytes } => (format!("< {exchange} event"), bytes),
        Entry::Line { exchange, bytes } => (format!("< {exchange} line"), bytes),
        Entry::End { exchange, how } => (format!("< {exchange} end {}", how.as_str()), &[]),
        Entry::Upstream { bytes } => ("^ upstream".to_owned(), bytes),
        Entry::Issuer { asked } => {
            issuer = asked.to_string();
            ("^ issuer".to_owned(), issuer.as_bytes())
        }
        Entry::Process { text } => (format!("% {}", escape(text.as_bytes())), &[]),
        Entry::Note { key, value } => (format!("! {key} {}", escape(value.as_bytes())), &[]),
    };
    out.push_str(&marker);
    out.push('\n');
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        match line.strip_suffix(b"\n") {
            Some(line) => out.push_str(&["| ", &escape(line), "\n"].concat()),
            None => out.push_str(&["|~", &escape(line), "\n"].concat()),
        }
    }
}

fn escape(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        let mut rest = chunk.valid();
        loop {
            let is_plain = |byte: &u8| matches!(byte, b' '..=b'~') && *byte != b'\\';
            let plain = rest.bytes().take_while(is_plain).count();
            out.push_str(&rest[..plain]);
            let Some(character) = rest[plain..].chars().next() else {
                break;
            };
            rest = &rest[plain + character.len_utf8()..];
            match character {
                '\\' => out.push_str("\\\\"),
                '\r' => out.push_str("\\r"),
                '\n' => out.push_str("\\n"),
                '\t' => out.push_str("\\t"),
                shown if !shown.is_control() && !invisible(shown) => out.push(shown),
                hidden => hidden
                    .encode_utf8(&mut [0; 4])
                    .bytes()
                    .for_each(|byte| escape_byte(&mut out, byte)),
            }
        }
        chunk
            .invalid()
            .iter()
            .for_each(|byte| escape_byte(&mut out, *byte));
    }
    out
}

/// Characters that would hide or reorder what a person reads.
fn invisible(character: char) -> bool {
    matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

fn escape_byte(out: &mut String, byte: u8) {
    let _ = write!(out, "\\x{byte:02x}");
}

fn unescape(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte != b'\\' {
            out.push(byte);
            continue;
        }
        match bytes.next()? {
            b'\\' => out.push(b'\\'),
            b'r' => out.push(b'\r'),
            b'n' => out.push(b'\n'),
            b't' => out.push(b'\t'),
            b'x' => {
                let digits = [bytes.next()?, bytes.next()?];
                out.push(u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?);
            }
            _ => return None,
        }
    }
    Some(out)
}

fn unescape_text(text: &str) -> Option<String> {
    String::from_utf8(unescape(text)?).ok()
}

/// Parses a printed transcript.
pub fn parse(text: &str) -> Result<Transcript, ParseError> {
    let (above, entries) = text.split_once("\n\n").unwrap_or((text, ""));
    let head = parse_head(&mut (1..).zip(above.lines()))?;
    let entries = parse_entries(entries, above.lines().count() + 2)?;
    Ok(Transcript::of(head, entries))
}

/// Parses printed entries; the first line of the text has this number.
pub(super) fn parse_entries(text: &str, first: usize) -> Result<Vec<Entry>, ParseError> {
    let mut lines = (first..).zip(text.lines()).peekable();
    let mut entries = Vec::new();
    while let Some((line, marker)) = lines.next() {
        if marker.is_empty() {
            continue;
        }
        let mut bytes = Vec::new();
        while let Some((line, text)) = lines.next_if(|(_, text)| text.starts_with('|')) {
            let wrong = || ParseError {
                line,
                what: "bytes do not unescape".to_owned(),
            };
            let whole = text.strip_prefix("| ");
            let rest = whole.or_else(|| text.strip_prefix("|~")).ok_or_else(wrong)?;
            bytes.extend(unescape(rest).ok_or_else(wrong)?);
            if whole.is_some() {
                bytes.push(b'\n');
            }
        }
        let entry = parse_entry(marker, bytes.into()).ok_or_else(|| ParseError {
            line,
            what: format!("{marker:?} is no entry"),
        })?;
        entries.push(entry);
    }
    Ok(entries)
}

fn read<T, E: std::fmt::Display>((line, value): (usize, Result<T, E>)) -> Result<T, ParseError> {
    value.map_err(|error| ParseError {
        line,
        what: error.to_string(),
    })
}

fn parse_head<'t>(lines: &mut impl Iterator<Item = (usize, &'t str)>) -> Result<Head, ParseError> {
    let mut field = |name: &str| -> Result<(usize, &'t str), ParseError> {
        let (line, text) = lines.next().ok_or_else(|| ParseError {
            line: 0,
            what: format!("ends before {name}"),
        })?;
        let value = if name.is_empty() {
            text.strip_prefix(MAGIC)
        } else {
            text.strip_prefix(&format!("{name}: "))
        };
        value.map(|value| (line, value)).ok_or_else(|| ParseError {
            line,
            what: format!("expected {}", if name.is_empty() { MAGIC } else { name }),
        })
    };
    field("")?;
    let probe = field("probe")?.1.to_owned();
    let (line, text) = field("revision")?;
    let revision = read((line, text.parse()))?;
    let (line, text) = field("transport")?;
    let transport = read((line, text.parse()))?;
    let (line, text) = field("seed")?;
    let seed = read((line, text.parse::<u64>()))?;
    let (line, text) = field("facts")?;
    let facts = read((line, serde_json::from_str::<Facts>(text)))?;
    Ok(Head {
        probe,
        cell: Cell { revision, transport },
        seed,
        facts: Arc::new(facts),
    })
}

fn parse_entry(marker: &str, bytes: Bytes) -> Option<Entry> {
    let (kind, rest) = marker.split_once(' ')?;
    match kind {
        ">" => {
            let (exchange, rest) = rest.split_once(' ')?;
            let (label, rest) = rest.split_once(" as ")?;
            let (principal, id) = rest.split_once(" id ").unwrap_or((rest, ""));
            Some(Entry::Sent {
                exchange: exchange.parse().ok()?,
                label: unescape_text(label)?,
                principal: principal.to_owned(),
                id: unescape_text(id)?,
                bytes,
            })
        }
        "<" => {
            let (exchange, what) = rest.split_once(' ')?;
            let exchange = exchange.parse().ok()?;
            match what {
                "head" => Some(Entry::Head { exchange, bytes }),
                "body" => Some(Entry::Body { exchange, bytes }),
                "event" => Some(Entry::Event { exchange, bytes }),
                "line" => Some(Entry::Line { exchange, bytes }),
                _ => {
                    let word = what.strip_prefix("end ")?;
                    let how = End::ALL.into_iter().find(|end| end.as_str() == word)?;
                    Some(Entry::End { exchange, how })
                }
            }
        }
        "^" if rest == "issuer" => Some(Entry::Issuer {
            asked: Box::new(std::str::from_utf8(&bytes).ok()?.parse().ok()?),
        }),
        "^" => Some(Entry::Upstream { bytes }),
        "%" => Some(Entry::Process {
            text: unescape_text(rest)?,
        }),
        "!" => {
            let (key, value) = rest.split_once(' ')?;
            Some(Entry::Note {
                key: key.to_owned(),
                value: unescape_text(value)?,
            })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::Kept;
    use super::*;
    use crate::revision::{Revision, Transport};
    use mock_auth_server::{Answered, AskedOfIssuer, Meaning};
    use proptest::prelude::*;

    fn head() -> Head {
        Head {
            probe: "sample".to_owned(),
            cell: Cell {
                revision: Revision::V2025_11_25,
                transport: Transport::StreamableHttp,
            },
            seed: 7,
            facts: Arc::default(),
        }
    }

    prop_compose! {
        fn any_asked()(
            method in "[A-Z]{1,6}",
            path in "/[a-z/]{0,9}",
            answer in proptest::option::of((any::<u16>(), proptest::option::of("[a-z_]{1,9}"))),
            scope in proptest::option::of(any::<String>()),
            resources in proptest::collection::vec(any::<String>(), 0..3),
            has_state: bool,
        ) -> AskedOfIssuer {
            let meaning = Meaning { scope, resources, has_state, ..Meaning::default() };
            let answer = answer.map(|(status, error)| Answered { status, error });
            AskedOfIssuer { method, path, answer, meaning }
        }
    }

    fn any_entry() -> impl Strategy<Value = Entry> {
        let bytes = || proptest::collection::vec(any::<u8>(), 0..40).prop_map(Bytes::from);
        prop_oneof![
            (any::<u32>(), "[a-z -]{1,12}", "[ab]", any::<String>(), bytes()).prop_map(
                |(exchange, label, principal, id, bytes)| Entry::Sent {
                    exchange,
                    // " as " separates the label from the principal, so labels hold no " as ".
                    label: label.replace(" as ", "-"),
                    principal,
                    id,
                    bytes
                }
            ),
            (any::<u32>(), bytes()).prop_map(|(exchange, bytes)| Entry::Event { exchange, bytes }),
            (any::<u32>(), bytes()).prop_map(|(exchange, bytes)| Entry::Line { exchange, bytes }),
            (any::<u32>(), 0..End::ALL.len()).prop_map(|(exchange, end)| Entry::End {
                exchange,
                how: End::ALL[end]
            }),
            bytes().prop_map(|bytes| Entry::Upstream { bytes }),
            any_asked().prop_map(|asked| Entry::Issuer {
                asked: Box::new(asked)
            }),
            any::<String>().prop_map(|text| Entry::Process { text }),
            ("[a-z-]{1,9}", any::<String>()).prop_map(|(key, value)| Entry::Note { key, value }),
        ]
    }

    proptest! {
        #[test]
        fn what_is_printed_parses_back(entries in proptest::collection::vec(any_entry(), 0..12)) {
            let transcript = Transcript::of(head(), entries);
            let kept = Kept::of(&transcript);
            prop_assert_eq!(kept.text(), print(&transcript));
            prop_assert_eq!(&kept.open(), &transcript);
            prop_assert_eq!(parse(&print(&transcript)), Ok(transcript));
        }

        #[test]
        fn text_of_any_kind_is_parsed_or_refused_without_panic(text in any::<String>()) {
            let _ = parse(&text);
        }
    }

    #[test]
    fn a_line_that_is_no_entry_is_named() {
        let text = print(&Transcript::new(head())) + "? what\n";
        assert_eq!(parse(&text).map_err(|error| error.line), Err(8));
    }
}
