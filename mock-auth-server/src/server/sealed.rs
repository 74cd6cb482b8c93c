//! Texts that only this server reads and nobody else can make: opaque tokens, refresh tokens, consent forms.
//!
//! They describe themselves, so that no memory grows with their number.
//! The construction is deterministic: a keyed digest of the text authenticates it and keys the stream that hides
//! it, so the same text gives the same token and two texts never share a stream.

use hmac::{Hmac, KeyInit, Mac};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use sha2::Sha256;

use crate::{jws, random};

const TAG_BYTES: usize = 32;

/// Seals `text`; `kind` tells uses apart, so that one kind never opens as another.
pub(super) fn seal(seed: u64, kind: &str, text: &[u8]) -> String {
    let tag = tag(seed, kind, text);
    let mut sealed = tag.to_vec();
    sealed.extend_from_slice(text);
    hide(&tag, &mut sealed[TAG_BYTES..]);
    jws::encode(&sealed)
}

/// The reverse of `seal`; nothing for any other text.
pub(super) fn open(seed: u64, kind: &str, sealed: &str) -> Option<Vec<u8>> {
    let bytes = jws::decode(sealed)?;
    let (found, hidden) = bytes.split_first_chunk::<TAG_BYTES>()?;
    let mut text = hidden.to_vec();
    hide(found, &mut text);
    (tag(seed, kind, &text) == *found).then_some(text)
}

fn tag(seed: u64, kind: &str, text: &[u8]) -> [u8; TAG_BYTES] {
    let key: [u8; 32] = random::bytes(seed, kind);
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).expect("HMAC takes a key of any length");
    mac.update(text);
    mac.finalize().into_bytes().into()
}

fn hide(tag: &[u8; TAG_BYTES], text: &mut [u8]) {
    let mut stream = vec![0; text.len()];
    ChaCha20Rng::from_seed(*tag).fill_bytes(&mut stream);
    for (byte, mask) in text.iter_mut().zip(stream) {
        *byte ^= mask;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_under_its_seed_and_kind_only_and_unchanged_only() {
        let sealed = seal(1, "a", b"text");
        assert_eq!(open(1, "a", &sealed).as_deref(), Some(b"text".as_slice()));
        assert_eq!(open(2, "a", &sealed), None);
        assert_eq!(open(1, "b", &sealed), None);
        assert_eq!(open(1, "a", &sealed[1..]), None);
        assert_eq!(open(1, "a", ""), None);
        let mut changed = jws::decode(&sealed).unwrap();
        *changed.last_mut().unwrap() ^= 1;
        assert_eq!(open(1, "a", &jws::encode(&changed)), None);
    }
}
