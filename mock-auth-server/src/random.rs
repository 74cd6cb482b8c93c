//! Named random streams: every value comes from a seed and a label, never from the order of calls.

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use sha2::{Digest, Sha256};

/// Part of every key; a change of how values are drawn changes it, so that old and new never mix.
const DOMAIN: &[u8] = b"proofhouse/mock-auth-server/v1\0";

/// The stream of `label` under `seed`: `ChaCha20` keyed by SHA-256 of the domain, the seed and the label.
pub(crate) fn stream(seed: u64, label: &str) -> ChaCha20Rng {
    ChaCha20Rng::from_seed(digest(seed, label))
}

/// The first `N` bytes of the stream of `label`.
pub(crate) fn bytes<const N: usize>(seed: u64, label: &str) -> [u8; N] {
    let mut drawn = [0; N];
    stream(seed, label).fill_bytes(&mut drawn);
    drawn
}

/// 32 lower-case hexadecimal digits for `label`: the form of every identifier we choose.
pub(crate) fn identifier(seed: u64, label: &str) -> String {
    hex(&bytes::<16>(seed, label))
}

/// Lower-case hexadecimal text.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(|digit| char::from(b"0123456789abcdef"[usize::from(digit)]))
        .collect()
}

fn digest(seed: u64, label: &str) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(DOMAIN);
    hash.update(seed.to_be_bytes());
    hash.update(label.as_bytes());
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_depend_on_the_seed_and_on_the_label_and_on_nothing_else() {
        assert_eq!(identifier(1, "a"), identifier(1, "a"));
        assert_ne!(identifier(1, "a"), identifier(2, "a"));
        assert_ne!(identifier(1, "a"), identifier(1, "b"));
    }

    #[test]
    fn hexadecimal_text_is_lower_case_and_padded() {
        assert_eq!(hex(&[0, 10, 255]), "000aff");
    }
}
