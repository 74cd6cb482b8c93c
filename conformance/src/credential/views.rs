//! The forms that bytes can be undone from: percent-encoding, JSON escapes, base64, hexadecimal digits, reversal, line breaks.
//!
//! Encodings are undone one after the other, so that one within another is undone too. Nothing is guessed: whatever
//! decodes is decoded, and it is for the search to say whether anything is in it.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use percent_encoding::percent_decode;

/// Encodings that are undone one within the other: a token in a claim of a token, in base64, percent-encoded.
const DEPTH: usize = 4;

/// Bytes of all views of one text together; what is larger is not undone any further.
const BYTES: usize = 4 * 1024 * 1024;

/// The shortest run of base64 or hexadecimal digits that is decoded: shorter ones hold no part worth finding.
const SHORTEST_RUN: usize = 11;

const BREAKS: &str = "with breaks in it";
const REVERSED: &str = "reversed";

/// Base64 as it comes: without its padding, with anything in the bits that count for nothing.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::RequireNone)
        .with_decode_allow_trailing_bits(true),
);

/// One form of the bytes, and what was undone to come to it, outermost first.
pub(super) struct View {
    pub(super) undone: Vec<&'static str>,
    pub(super) bytes: Vec<u8>,
}

/// The bytes as they are, and everything that they can be undone to, the plainest first.
pub(super) fn views(bytes: &[u8]) -> Vec<View> {
    let mut seen = BTreeSet::from([bytes.to_vec()]);
    let mut found = vec![View {
        undone: Vec::new(),
        bytes: bytes.to_vec(),
    }];
    let mut total = bytes.len();
    let mut next = 0;
    while next < found.len() {
        let view = &found[next];
        next += 1;
        if view.undone.len() == DEPTH {
            continue;
        }
        let mut inner = Vec::new();
        for (name, bytes) in undo(view) {
            if !seen.contains(&bytes) && total + bytes.len() <= BYTES {
                total += bytes.len();
                seen.insert(bytes.clone());
                let undone = [view.undone.as_slice(), &[name]].concat();
                inner.push(View { undone, bytes });
            }
        }
        found.extend(inner);
    }
    found
}

fn undo(view: &View) -> Vec<(&'static str, Vec<u8>)> {
    let bytes = view.bytes.as_slice();
    let mut found = Vec::new();
    if bytes.contains(&b'%') {
        found.push(("percent-encoded", percent_decode(bytes).collect()));
    }
    if bytes.contains(&b'\\') {
        found.push(("JSON-escaped", json_unescaped(bytes)));
    }
    found.extend(decoded(bytes, is_base64, 4, base64).map(|bytes| ("in base64", bytes)));
    found.extend(
        decoded(bytes, |byte| byte.is_ascii_hexdigit(), 2, hexadecimal)
            .map(|bytes| ("in hexadecimal", bytes)),
    );
    let is_break = |byte: &u8| byte.is_ascii_whitespace() || *byte == 0;
    if !view.undone.contains(&BREAKS) && bytes.iter().any(is_break) {
        let whole = bytes.iter().copied().filter(|byte| !is_break(byte));
        found.push((BREAKS, whole.collect()));
    }
    if !view.undone.contains(&REVERSED) {
        found.push((REVERSED, bytes.iter().rev().copied().collect()));
    }
    found
}

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"+/-_".contains(&byte)
}

/// What the runs of digits decode to, from each place of a group at which the text may begin: what stands right
/// before it, such as a slash, may look like a part of it.
fn decoded(
    bytes: &[u8],
    is_digit: fn(u8) -> bool,
    group: usize,
    decode: fn(&[u8]) -> Option<Vec<u8>>,
) -> impl Iterator<Item = Vec<u8>> {
    let runs = bytes.split(move |byte| !is_digit(*byte));
    let long = runs.filter(|run| run.len() >= SHORTEST_RUN);
    long.flat_map(move |run| (0..group).filter_map(move |from| decode(&run[from..])))
}

fn base64(run: &[u8]) -> Option<Vec<u8>> {
    let standard = run.iter().map(|byte| match byte {
        b'-' => b'+',
        b'_' => b'/',
        other => *other,
    });
    let mut digits: Vec<u8> = standard.collect();
    if digits.len() % 4 == 1 {
        digits.pop();
    }
    LENIENT.decode(digits).ok()
}

fn hexadecimal(run: &[u8]) -> Option<Vec<u8>> {
    let digit = |byte: u8| {
        char::from(byte)
            .to_digit(16)
            .and_then(|digit| u8::try_from(digit).ok())
    };
    run.chunks_exact(2)
        .map(|pair| Some(digit(pair[0])? << 4 | digit(pair[1])?))
        .collect()
}

/// Escapes of JSON strings; what is none stays.
fn json_unescaped(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((&byte, after)) = rest.split_first() {
        let (plain, length) = match (byte, after) {
            (b'\\', [b'u', digits @ ..]) => match digits.get(..4).and_then(hexadecimal).as_deref() {
                Some([0, low]) => (*low, 6),
                _ => (byte, 1),
            },
            (b'\\', [escaped @ (b'/' | b'\\' | b'"'), ..]) => (*escaped, 2),
            _ => (byte, 1),
        };
        out.push(plain);
        rest = &rest[length..];
    }
    out
}
