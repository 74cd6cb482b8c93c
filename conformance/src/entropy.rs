//! Every value we choose, from the seed: a stream of `ChaCha20` for each (seed, probe, column, purpose).
//!
//! Values depend on nothing else, so choosing fewer checks or another order changes no byte of the others.

use rand_chacha::ChaCha20Rng;
use rand_core::{Rng, SeedableRng};
use sha2::{Digest, Sha256};

/// The stream of one conversation.
#[derive(Clone, Debug)]
pub struct Entropy {
    seed: u64,
    scope: String,
    counter: u64,
}

impl Entropy {
    /// The stream of `scope`, such as a probe's name and its column.
    pub fn new(seed: u64, scope: impl Into<String>) -> Self {
        Self {
            seed,
            scope: scope.into(),
            counter: 0,
        }
    }

    fn next(&mut self, purpose: &str) -> ChaCha20Rng {
        self.counter += 1;
        let mut hash = Sha256::new();
        hash.update(b"proofhouse/v1/");
        hash.update(self.seed.to_be_bytes());
        for part in [
            self.scope.as_bytes(),
            purpose.as_bytes(),
            &self.counter.to_be_bytes(),
        ] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        ChaCha20Rng::from_seed(hash.finalize().into())
    }

    /// Sixteen lower-case hexadecimal digits.
    pub fn hex(&mut self, purpose: &str) -> String {
        format!("{:016x}", self.next(purpose).next_u64())
    }

    /// A marker that occurs nowhere by chance: `canary-` and sixteen hexadecimal digits.
    pub fn canary(&mut self) -> String {
        format!("canary-{}", self.hex("canary"))
    }

    /// A number below `bound`.
    pub fn below(&mut self, purpose: &str, bound: u64) -> u64 {
        self.next(purpose).next_u64() % bound.max(1)
    }

    /// A name for the next token, unique in the run.
    pub fn token_name(&mut self) -> String {
        self.counter += 1;
        format!("{}/{}", self.scope, self.counter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_and_scope_give_the_same_values() {
        let mut one = Entropy::new(7, "probe");
        let mut two = Entropy::new(7, "probe");
        assert_eq!([one.hex("x"), one.canary()], [two.hex("x"), two.canary()]);
        assert_ne!(
            Entropy::new(8, "probe").hex("x"),
            Entropy::new(7, "probe").hex("x")
        );
    }

    #[test]
    fn values_are_the_same_on_every_machine() {
        assert_eq!(
            Entropy::new(0, "golden").hex("x"),
            Entropy::new(0, "golden").hex("x")
        );
        assert_eq!(Entropy::new(0, "golden").canary().len(), "canary-".len() + 16);
    }
}
