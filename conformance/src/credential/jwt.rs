//! The tokens in a text that say who they are, whoever signed them.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde_json::Value;

const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::URL_SAFE,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// What the compact serialization of a JSON object begins with (`{"` in base64url).
const BEGINNING: &[u8] = b"eyJ";

/// The claims of a token, if it has any that can be read.
pub(super) fn claims(token: &str) -> Option<Value> {
    let payload = token.split('.').nth(1)?;
    let claims: Value = serde_json::from_slice(&LENIENT.decode(payload).ok()?).ok()?;
    claims.is_object().then_some(claims)
}

/// Every compact token in the bytes, with its claims.
pub(super) fn all(bytes: &[u8]) -> Vec<(String, Value)> {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.=".contains(byte);
    let words = bytes.split(|byte| !is_part(byte));
    let mut found = Vec::new();
    for word in words.filter(|word| word.contains(&b'.')) {
        let begins = |place: &usize| {
            word[*place..].starts_with(BEGINNING) && (*place == 0 || b"=.".contains(&word[place - 1]))
        };
        for place in (0..word.len()).filter(begins) {
            let token = std::str::from_utf8(&word[place..]).unwrap_or_default();
            found.extend(claims(token).map(|claims| (token.to_owned(), claims)));
        }
    }
    found
}
