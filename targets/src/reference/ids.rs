//! Where every value that the server chooses comes from: one stream of random numbers from the seed.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use rand_chacha::ChaCha20Rng;
use rand_core::{Rng as _, SeedableRng as _};
use ring::{digest, hmac};

/// The random stream and the secrets derived from the seed.
pub(crate) struct Ids {
    stream: Mutex<ChaCha20Rng>,
    /// Another one, whatever the seed, for a flaw.
    fixed: Mutex<ChaCha20Rng>,
    key: hmac::Key,
    upstream: String,
}

impl Ids {
    pub(crate) fn new(seed: u64) -> Self {
        let secret = derive(seed, "secret");
        Self {
            stream: Mutex::new(ChaCha20Rng::from_seed(derive(seed, "ids"))),
            fixed: Mutex::new(ChaCha20Rng::from_seed(derive(0, "fixed"))),
            key: hmac::Key::new(hmac::HMAC_SHA256, &secret),
            upstream: format!("upstream-own-{}", hex(&derive(seed, "upstream")[..16])),
        }
    }

    /// 128 random bits as hexadecimal digits.
    pub(crate) fn next(&self) -> String {
        Self::next_of(&self.stream)
    }

    /// The same whatever the seed is, which only a flaw wants.
    pub(crate) fn next_fixed(&self) -> String {
        Self::next_of(&self.fixed)
    }

    fn next_of(stream: &Mutex<ChaCha20Rng>) -> String {
        let mut bytes = [0; 16];
        stream
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .fill_bytes(&mut bytes);
        hex(&bytes)
    }

    /// Another key for signing at every start, which only a flaw wants.
    #[must_use]
    pub(crate) fn with_key_of_start(mut self) -> Self {
        static STARTS: AtomicU64 = AtomicU64::new(0);
        let secret = derive(STARTS.fetch_add(1, Ordering::Relaxed), "start");
        self.key = hmac::Key::new(hmac::HMAC_SHA256, &secret);
        self
    }

    /// The authentication code of `bytes`.
    pub(crate) fn sign(&self, bytes: &[u8]) -> hmac::Tag {
        hmac::sign(&self.key, bytes)
    }

    /// Whether `tag` is the authentication code of `bytes`, compared in constant time.
    pub(crate) fn verifies(&self, bytes: &[u8], tag: &[u8]) -> bool {
        hmac::verify(&self.key, bytes, tag).is_ok()
    }

    /// This server's own credential for upstream services.
    pub(crate) fn upstream_credential(&self) -> &str {
        &self.upstream
    }
}

fn derive(seed: u64, label: &str) -> [u8; 32] {
    let digest = digest::digest(
        &digest::SHA256,
        format!("reference-server/{label}/{seed}").as_bytes(),
    );
    let mut bytes = [0; 32];
    bytes.copy_from_slice(digest.as_ref());
    bytes
}

/// Lower-case hexadecimal digits of `bytes`.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|digit| char::from_digit(digit.into(), 16))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_repeat_with_the_seed_and_not_within_a_run() {
        let (one, two) = (Ids::new(7), Ids::new(7));
        let first = one.next();
        assert_eq!(first, two.next());
        assert_eq!(first.len(), 32);
        assert_ne!(first, one.next());
        assert_ne!(first, Ids::new(8).next());
    }
}
