//! Standard streams.

use serde_json::{Deserializer, Value};

pub(crate) use self::concurrent_correlation::each_got_its_own;

use crate::check::{Check, Finding, Judgement, Verdict};
use crate::jsonrpc::Message;
use crate::run::STRIDE;
use crate::transcript::{Entry, KEPT_BYTES, Transcript};

mod bad_line_survived;
mod batch_line;
mod concurrent_correlation;
mod discover_first;
mod error_path_clean;
mod escaped_newline;
mod exit_on_end_of_input;
mod exit_on_signal;
mod handshake_answered;
mod large_messages;
mod newline_terminated;
mod no_batch;
mod no_embedded_newline;
mod no_server_request;
mod reframing;
mod restart_serves;
mod stdout_pure;

/// The checks of this area, in the order of reports.
pub static CHECKS: &[&Check] = &[
    &stdout_pure::CHECK,
    &no_embedded_newline::CHECK,
    &newline_terminated::CHECK,
    &error_path_clean::CHECK,
    &bad_line_survived::CHECK,
    &batch_line::CHECK,
    &no_batch::CHECK,
    &discover_first::CHECK,
    &no_server_request::CHECK,
    &concurrent_correlation::CHECK,
    &reframing::CHECK,
    &exit_on_end_of_input::CHECK,
    &escaped_newline::CHECK,
    &exit_on_signal::CHECK,
    &large_messages::CHECK,
    &handshake_answered::CHECK,
    &restart_serves::CHECK,
];

/// Lines over which a spread message is looked for.
const SPREAD: usize = 256;

/// What a line of standard output is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A message, or nothing.
    Good,
    /// The beginning of a message that goes on in the lines below.
    Spread,
    /// Messages without a newline between them, or the last one without a newline after it.
    Joined,
    /// Anything else.
    Noise,
}

/// A line and what it is.
pub(super) struct Line {
    pub(super) exchange: u32,
    pub(super) kind: Kind,
}

/// Every line of standard output; of a message that is spread over several, only the first.
pub(super) fn lines(seen: &Transcript) -> Vec<Line> {
    let written: Vec<(u32, &[u8])> = seen
        .entries()
        .iter()
        .filter_map(|entry| match entry {
            Entry::Line { exchange, bytes } => Some((*exchange, bytes.as_ref())),
            _ => None,
        })
        .collect();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some((exchange, bytes)) = written.get(at) {
        let same = written[at..]
            .iter()
            .take(SPREAD)
            .take_while(|(other, _)| other / STRIDE == exchange / STRIDE);
        let (kind, length) = classify(bytes, same.map(|(_, bytes)| *bytes));
        found.push(Line {
            exchange: *exchange,
            kind,
        });
        at += length;
    }
    found
}

/// What a line is, and over how many lines it goes; `rest` begins with the line itself.
fn classify<'l>(line: &[u8], rest: impl Iterator<Item = &'l [u8]>) -> (Kind, usize) {
    if line.trim_ascii().is_empty() {
        return (Kind::Good, 1);
    }
    let begins_as_message = matches!(line.trim_ascii_start().first(), Some(b'{' | b'['));
    if begins_as_message && line.len() >= KEPT_BYTES && !line.ends_with(b"\n") {
        // What is longer than is kept comes in pieces.
        let mut pieces = rest.enumerate();
        let last = pieces.find(|(_, piece)| piece.ends_with(b"\n"));
        return (Kind::Good, last.map_or(1, |(index, _)| index + 1));
    }
    let values: Result<Vec<Value>, _> = Deserializer::from_slice(line).into_iter().collect();
    match values {
        Ok(values) if !values.iter().all(is_message) => (Kind::Noise, 1),
        Ok(values) if values.len() > 1 || !line.ends_with(b"\n") => (Kind::Joined, 1),
        Ok(_) => (Kind::Good, 1),
        // What no value holds as it stands may be a message all the same.
        Err(_)
            if Message::read(line.trim_ascii())
                .value
                .as_ref()
                .is_some_and(is_message) =>
        {
            (Kind::Good, 1)
        }
        Err(_) if line.trim_ascii_start().starts_with(b"{") => {
            let mut whole = Vec::new();
            let ends = rest.enumerate().find_map(|(index, piece)| {
                whole.extend_from_slice(piece);
                let value = serde_json::from_slice::<Value>(&whole).ok()?;
                is_message(&value).then_some(index + 1)
            });
            ends.map_or((Kind::Noise, 1), |length| (Kind::Spread, length))
        }
        Err(_) => (Kind::Noise, 1),
    }
}

/// Whether a value can be meant as a message; how well it is formed is for others to judge.
fn is_message(value: &Value) -> bool {
    let named = ["method", "result", "error"]
        .iter()
        .any(|name| value.get(name).is_some());
    named || value.as_array().is_some_and(|items| items.iter().all(is_message))
}

/// Fails on the first line of this kind.
pub(super) fn require_no(seen: &Transcript, kind: Kind, says: &str) -> Judgement {
    match lines(seen).into_iter().find(|line| line.kind == kind) {
        None => Ok(()),
        Some(line) => Err(Verdict::Fail(Finding {
            says: says.to_owned(),
            evidence: vec![line.exchange],
        })),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind_of(pieces: &[&[u8]]) -> (Kind, usize) {
        classify(pieces[0], pieces.iter().copied())
    }

    #[test]
    fn a_message_in_pieces_is_one_and_noise_without_end_is_noise() {
        let begun = format!("{{\"result\":\"{}", "a".repeat(KEPT_BYTES));
        let message: [&[u8]; 3] = [begun.as_bytes(), b"\"}\n", b"noise\n"];
        assert!(matches!(kind_of(&message), (Kind::Good, 2)));
        let noise = "a".repeat(KEPT_BYTES);
        assert!(matches!(kind_of(&[noise.as_bytes(), b"a\n"]), (Kind::Noise, 1)));
    }
}
