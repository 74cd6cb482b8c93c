//! What an attacker makes of a `requestState`: flipped bits, cut and lengthened forms, and meanings rewritten.
//!
//! A state is opaque, so nothing is assumed of it but what it shows: parts between dots, some of them in base64, some of
//! those JSON. Where a part is base64, bits are flipped in what it encodes, since a flip in its letters may say nothing.

use base64::Engine as _;
use base64::engine::GeneralPurpose;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use serde_json::{Value, json};

/// The forms of base64, the one that states are most often in first.
const FORMS: [&GeneralPurpose; 4] = [&URL_SAFE_NO_PAD, &URL_SAFE, &STANDARD, &STANDARD_NO_PAD];

/// Members of one state that are rewritten.
const MEMBERS: usize = 8;

/// One of the parts of a state between dots.
struct Part<'s> {
    text: &'s str,
    /// What it encodes, and in which form of base64.
    encoded: Option<(&'static GeneralPurpose, Vec<u8>)>,
}

impl Part<'_> {
    /// The bytes that carry its meaning.
    fn bytes(&self) -> &[u8] {
        self.encoded
            .as_ref()
            .map_or(self.text.as_bytes(), |(_, bytes)| bytes)
    }

    /// A part of the same form with other bytes; none where they are no text.
    fn with(&self, bytes: Vec<u8>) -> Option<String> {
        match &self.encoded {
            Some((form, _)) => Some(form.encode(bytes)),
            None => String::from_utf8(bytes).ok(),
        }
    }
}

fn parts(state: &str) -> Vec<Part<'_>> {
    // JSON may have dots in it.
    let texts: Vec<&str> = match serde_json::from_str::<Value>(state) {
        Ok(Value::Object(_)) => vec![state],
        _ => state.split('.').collect(),
    };
    let encoded = |text: &str| {
        FORMS.iter().find_map(|form| {
            let bytes = form
                .decode(text)
                .ok()
                .filter(|bytes| bytes.len() >= 4 && form.encode(bytes) == text)?;
            Some((*form, bytes))
        })
    };
    texts
        .into_iter()
        .map(|text| Part {
            text,
            encoded: encoded(text),
        })
        .collect()
}

/// The state with another text for one of its parts.
fn replaced(parts: &[Part<'_>], at: usize, text: &str) -> String {
    let texts: Vec<&str> = parts
        .iter()
        .enumerate()
        .map(|(n, part)| if n == at { text } else { part.text })
        .collect();
    texts.join(".")
}

/// Where a bit can be flipped: the part, and the bit in what it encodes.
pub(super) type Place = (usize, usize);

/// The places of a state: all bits of each part, or `most` of them, as `choose` draws them below a bound.
pub(super) fn places(state: &str, most: usize, mut choose: impl FnMut(u64) -> u64) -> Vec<Place> {
    let mut places = Vec::new();
    for (at, part) in parts(state).iter().enumerate() {
        let mut bits: Vec<usize> = (0..part.bytes().len() * 8).collect();
        let kept = bits.len().min(most);
        for n in 0..kept {
            let left = u64::try_from(bits.len() - n).unwrap_or(1);
            let drawn = n + usize::try_from(choose(left)).unwrap_or(0);
            bits.swap(n, drawn);
        }
        bits.truncate(kept);
        bits.sort_unstable();
        places.extend(bits.into_iter().map(|bit| (at, bit)));
    }
    places
}

/// The state with one bit flipped; none where what comes of it is no text.
pub(super) fn flipped(state: &str, (at, bit): Place) -> Option<String> {
    let parts = parts(state);
    let part = parts.get(at)?;
    let mut bytes = part.bytes().to_vec();
    *bytes.get_mut(bit / 8)? ^= 1 << (bit % 8);
    // Digits in base 16 and 32 are read in either case.
    Some(replaced(&parts, at, &part.with(bytes)?)).filter(|other| !other.eq_ignore_ascii_case(state))
}

/// The state cut short: without its last part, and with what that encodes cut to a half, to one byte, and by one byte.
pub(super) fn cut(state: &str) -> Vec<String> {
    let parts = parts(state);
    let mut cut = Vec::new();
    if let Some((before, _)) = state.rsplit_once('.').filter(|_| parts.len() > 1) {
        cut.push(before.to_owned());
        cut.push(format!("{before}."));
    }
    if let Some(last) = parts.last() {
        let bytes = last.bytes();
        for length in [bytes.len() / 2, 1, bytes.len().saturating_sub(1)] {
            if let Some(text) = bytes.get(..length).and_then(|bytes| last.with(bytes.to_vec())) {
                cut.push(replaced(&parts, parts.len() - 1, &text));
            }
        }
    }
    cut.retain(|other| !other.is_empty() && other != state);
    cut
}

/// The state with more at its end: a byte in what its last part encodes, one part more, and itself again.
pub(super) fn lengthened(state: &str) -> Vec<String> {
    let parts = parts(state);
    let byte = parts.last().and_then(|last| {
        let text = last.with([last.bytes(), &[0x41]].concat())?;
        Some(replaced(&parts, parts.len() - 1, &text))
    });
    let more = [format!("{state}.QUFBQQ"), format!("{state}{state}")];
    byte.into_iter().chain(more).collect()
}

/// The state with its meaning rewritten, where it shows one: each member of the JSON in it changed, and rights added
/// that nobody gave; each as it is, and unsigned in the ways of a JWT.
pub(super) fn rewritten(state: &str) -> Vec<String> {
    let parts = parts(state);
    let mut all = Vec::new();
    let meant = parts.iter().position(|part| {
        let value: Option<Value> = serde_json::from_slice(part.bytes()).ok();
        value.is_some_and(|value| value.is_object() && value.get("alg").is_none())
    });
    let Some(at) = meant else { return all };
    let meaning: Value = serde_json::from_slice(parts[at].bytes()).unwrap_or_default();
    let names = meaning.as_object().into_iter().flatten().map(|(name, _)| name);
    let mut meanings: Vec<Value> = names
        .take(MEMBERS)
        .map(|name| {
            let mut other = meaning.clone();
            other[name] = changed(&meaning[name]);
            other
        })
        .collect();
    let mut raised = meaning;
    for (name, value) in [
        ("approved", json!(true)),
        ("role", json!("admin")),
        ("sub", json!("other")),
    ] {
        raised[name] = value;
    }
    meanings.push(raised);
    for other in &meanings {
        let Some(text) = parts[at].with(other.to_string().into_bytes()) else {
            continue;
        };
        let altered = replaced(&parts, at, &text);
        if parts.len() > 1 {
            let unsigned = altered.rsplit_once('.').map(|(before, _)| format!("{before}."));
            all.extend(unsigned);
        }
        all.push(altered);
    }
    all.extend(unsigned_jwt(&parts, at, meanings.last()));
    all
}

/// A JWT under the algorithm none, with the meaning rewritten.
fn unsigned_jwt(parts: &[Part<'_>], at: usize, meaning: Option<&Value>) -> Vec<String> {
    let header: Option<Value> = parts
        .first()
        .filter(|_| at == 1 && parts.len() == 3)
        .and_then(|part| serde_json::from_slice(part.bytes()).ok());
    let (Some(header), Some(meaning)) = (header.filter(Value::is_object), meaning) else {
        return Vec::new();
    };
    ["none", "None"]
        .iter()
        .map(|algorithm| {
            let mut header = header.clone();
            header["alg"] = json!(algorithm);
            let [header, payload] = [&header, meaning].map(|part| URL_SAFE_NO_PAD.encode(part.to_string()));
            format!("{header}.{payload}.")
        })
        .collect()
}

/// Another value of the same kind.
fn changed(value: &Value) -> Value {
    match value {
        Value::Bool(held) => json!(!held),
        Value::Number(number) => number.as_i64().map_or(json!(1), |number| json!(number + 100_000)),
        Value::String(text) => json!(super::super::sessions::altered(text)),
        Value::Array(_) => json!([]),
        Value::Object(_) => json!({}),
        Value::Null => json!(true),
    }
}

/// A state of which `draw` decides what was done to it: bytes changed, removed, inserted and repeated.
pub(super) fn mutated(state: &str, mut draw: impl FnMut(u64) -> u64) -> String {
    const ODD: &[&str] = &[
        "\0", "\u{fffd}", "\u{202e}", "..", "{}", "%00", "'", "\"", "\\", "\n", "${7*7}", "-1",
    ];
    let mut letters: Vec<String> = state.chars().map(String::from).collect();
    for _ in 0..=draw(4) {
        let at = usize::try_from(draw(letters.len() as u64 + 1)).unwrap_or(0);
        let odd = usize::try_from(draw(ODD.len() as u64)).unwrap_or(0);
        match draw(5) {
            0 => letters.insert(at, ODD[odd].to_owned()),
            1 if at < letters.len() => ODD[odd].clone_into(&mut letters[at]),
            2 => letters.truncate(at),
            3 => letters.extend(letters.get(at..).unwrap_or_default().to_vec()),
            _ => letters.push(ODD[odd].repeat(64 << draw(7))),
        }
    }
    letters.concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(text: &str) -> Vec<u8> {
        URL_SAFE_NO_PAD.decode(text).expect("it is base64")
    }

    #[test]
    fn every_bit_of_a_short_state_is_flipped_in_what_it_encodes() {
        let state = "c2lnbmF0dXJl.AAECAw";
        let all = places(state, 1000, |_| 0);
        assert_eq!(all.len(), (9 + 4) * 8);
        for place in all {
            let other = flipped(state, place).expect("base64 holds every byte");
            assert_ne!(other, state);
            let (one, two) = other.split_once('.').expect("two parts");
            let bits = |now: &[u8], before: &[u8]| -> u32 {
                now.iter()
                    .zip(before)
                    .map(|(now, before)| (now ^ before).count_ones())
                    .sum()
            };
            assert_eq!(
                bits(&decoded(one), b"signature") + bits(&decoded(two), &[0, 1, 2, 3]),
                1,
                "{other}"
            );
        }
    }

    #[test]
    fn of_a_long_part_a_sample_is_flipped_and_no_bit_twice() {
        let state = "a".repeat(400);
        let mut count = 0;
        let sample = places(&state, 48, |bound| {
            count += 7;
            count % bound
        });
        let distinct: std::collections::BTreeSet<_> = sample.iter().collect();
        assert_eq!((sample.len(), distinct.len()), (48, 48));
    }

    #[test]
    fn a_state_is_cut_at_its_parts_and_within_the_last() {
        let state = format!(
            "{}.{}",
            URL_SAFE_NO_PAD.encode("{\"a\":1}"),
            URL_SAFE_NO_PAD.encode([7; 32])
        );
        let all = cut(&state);
        assert_eq!(all.len(), 5);
        assert_eq!(all[1], "eyJhIjoxfQ.");
        assert_eq!(decoded(all[2].split_once('.').expect("two parts").1), [7; 16]);
        assert!(cut("5d0c9f0e6b1f").iter().all(|other| !other.is_empty()));
    }

    #[test]
    fn meanings_are_rewritten_in_every_encoding_and_without_their_signature() {
        let payload = r#"{"user":"alice","amount":1,"approved":false}"#;
        for state in [
            payload.to_owned(),
            STANDARD.encode(payload),
            format!("{}.c2ln", URL_SAFE_NO_PAD.encode(payload)),
        ] {
            let all = rewritten(&state);
            assert!(all.len() >= 4, "{state} {all:?}");
            assert!(all.iter().all(|other| *other != state));
        }
        let jwt = format!(
            "{}.{}.c2ln",
            URL_SAFE_NO_PAD.encode(r#"{"alg":"HS256"}"#),
            URL_SAFE_NO_PAD.encode(payload)
        );
        let all = rewritten(&jwt);
        let none = all.iter().filter(|other| {
            let header = decoded(other.split('.').next().unwrap_or_default());
            String::from_utf8_lossy(&header).to_lowercase().contains("none") && other.ends_with('.')
        });
        assert_eq!(none.count(), 2);
        assert!(rewritten("5d0c9f0e-6b1f-4c55-9f0e-1f7a3c0d2b11").is_empty());
    }
}
