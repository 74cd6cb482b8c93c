//! RSA-2048 keys made from a seed.
//!
//! The search is written down here because a seed has to give the same key for ever, and no RSA crate promises that
//! across its versions.
//! Two primes of 1024 bits come from two streams: a random odd start with its two top bits set, then the first
//! prime at or above it, found by a sieve of small primes and Miller-Rabin.
//! These are test keys: the search is not constant-time and anybody who knows the seed knows the key.

use num_bigint::BigUint;
use num_integer::Integer;
use num_traits::{One, ToPrimitive, Zero};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::Rng;
use ring::rand::SystemRandom;
use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair};

use crate::{der, random};

const EXPONENT: u32 = 65_537;
const PRIME_BYTES: usize = 128;
/// Candidates looked at above one start before another is drawn; a prime is expected every 355 odd numbers.
const WINDOW: usize = 4096;
const SMALL_PRIMES_BELOW: u32 = 1 << 14;
/// For random numbers of 1024 bits eight bases leave a chance of error far below that of broken memory.
const MILLER_RABIN_BASES: [u32; 8] = [2, 3, 5, 7, 11, 13, 17, 19];

/// A signer for RS256 with the parts of its public key.
pub(crate) struct RsaKey {
    pair: RsaKeyPair,
    /// Big-endian, 256 bytes.
    pub(crate) modulus: Vec<u8>,
    /// Big-endian, 3 bytes.
    pub(crate) exponent: Vec<u8>,
}

impl RsaKey {
    /// The key of `label` under `seed`; takes about a tenth of a second.
    pub(crate) fn derive(seed: u64, label: &str) -> Self {
        let (first, second) = (
            find_prime(&mut random::stream(seed, &format!("{label}/p"))),
            find_prime(&mut random::stream(seed, &format!("{label}/q"))),
        );
        // The signer wants the larger prime first.
        let (p, q) = if first > second {
            (first, second)
        } else {
            (second, first)
        };
        Self::from_primes(&p, &q).expect("primes of our own search make a key that the signer takes")
    }

    fn from_primes(p: &BigUint, q: &BigUint) -> Option<Self> {
        let one = BigUint::one();
        let (exponent, modulus) = (BigUint::from(EXPONENT), p * q);
        let private = exponent.modinv(&(p - &one).lcm(&(q - &one)))?;
        let encoded: Vec<Vec<u8>> = [
            &BigUint::zero(),
            &modulus,
            &exponent,
            &private,
            p,
            q,
            &(&private % (p - &one)),
            &(&private % (q - &one)),
            &q.modinv(p)?,
        ]
        .map(|number| der::integer(&number.to_bytes_be()))
        .to_vec();
        let parts: Vec<&[u8]> = encoded.iter().map(Vec::as_slice).collect();
        let pair = RsaKeyPair::from_der(&der::sequence(&parts)).ok()?;
        Some(Self {
            pair,
            modulus: modulus.to_bytes_be(),
            exponent: exponent.to_bytes_be(),
        })
    }

    /// RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518 section 3.3): 256 bytes, the same for the same message.
    pub(crate) fn sign(&self, message: &[u8]) -> Vec<u8> {
        let mut signature = vec![0; self.pair.public().modulus_len()];
        // The generator only blinds the computation.
        self.pair
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature)
            .expect("a consistent key signs a buffer of its own length");
        signature
    }

    /// DER `RSAPublicKey` (RFC 8017 appendix A.1.1).
    pub(crate) fn public_der(&self) -> Vec<u8> {
        der::sequence(&[&der::integer(&self.modulus), &der::integer(&self.exponent)])
    }
}

fn find_prime(stream: &mut ChaCha20Rng) -> BigUint {
    let small = small_primes();
    loop {
        let start = draw_start(stream);
        let sieve = sieve_window(&start, &small);
        let found = (0..WINDOW)
            .filter(|step| !sieve[*step])
            .map(|step| &start + BigUint::from(2 * step))
            .find(is_usable_prime);
        if let Some(prime) = found {
            return prime;
        }
    }
}

/// An odd number with its two top bits set, so that the product of two has exactly 2048 bits.
fn draw_start(stream: &mut ChaCha20Rng) -> BigUint {
    let mut bytes = [0; PRIME_BYTES];
    stream.fill_bytes(&mut bytes);
    bytes[0] |= 0xc0;
    bytes[PRIME_BYTES - 1] |= 1;
    BigUint::from_bytes_be(&bytes)
}

/// For each of the odd numbers from `start` on: whether a small prime divides it.
fn sieve_window(start: &BigUint, small: &[u32]) -> Vec<bool> {
    let mut composite = vec![false; WINDOW];
    for &prime in small {
        let remainder = (start % prime).to_u32().unwrap_or(0);
        // The first step with start + 2 * step divisible by the prime.
        let gap = (prime - remainder) % prime;
        let first = if gap.is_multiple_of(2) {
            gap / 2
        } else {
            u32::midpoint(gap, prime)
        };
        let mut step = first as usize;
        while step < WINDOW {
            composite[step] = true;
            step += prime as usize;
        }
    }
    composite
}

/// The odd primes below the bound, ascending.
fn small_primes() -> Vec<u32> {
    let mut primes: Vec<u32> = Vec::new();
    for candidate in (3..SMALL_PRIMES_BELOW).step_by(2) {
        let mut divisors = primes.iter().take_while(|prime| *prime * *prime <= candidate);
        if divisors.all(|prime| candidate % prime != 0) {
            primes.push(candidate);
        }
    }
    primes
}

/// Prime, and one more than a number that the public exponent does not divide.
fn is_usable_prime(candidate: &BigUint) -> bool {
    is_probable_prime(candidate) && candidate % EXPONENT != BigUint::one()
}

fn is_probable_prime(candidate: &BigUint) -> bool {
    let before = candidate - BigUint::one();
    let Some(twos) = before.trailing_zeros() else {
        return false;
    };
    let odd = &before >> twos;
    MILLER_RABIN_BASES.iter().all(|base| {
        let mut power = BigUint::from(*base).modpow(&odd, candidate);
        if power.is_one() || power == before {
            return true;
        }
        (1..twos).any(|_| {
            power = &power * &power % candidate;
            power == before
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sieve_marks_exactly_the_numbers_with_a_small_factor() {
        let (start, small) = (BigUint::from(1_000_003_u32), [3, 5, 7]);
        let sieve = sieve_window(&start, &small);
        for (step, marked) in sieve.iter().enumerate() {
            let number = 1_000_003 + 2 * u32::try_from(step).unwrap();
            assert_eq!(*marked, small.iter().any(|prime| number % prime == 0), "{number}");
        }
    }

    #[test]
    fn primality_is_decided_rightly_for_known_numbers() {
        let mersenne = (BigUint::one() << 521_u32) - BigUint::one();
        assert!(is_probable_prime(&mersenne));
        assert!(!is_probable_prime(&(&mersenne - BigUint::from(2_u32))));
        // A Carmichael number, which fools Fermat's test.
        assert!(!is_probable_prime(&BigUint::from(101_101_u32)));
        // A strong pseudoprime to base 2.
        assert!(!is_probable_prime(&BigUint::from(3_215_031_751_u32)));
    }

    #[test]
    fn a_key_has_2048_bits_and_repeats() {
        let (one, two) = (RsaKey::derive(7, "test"), RsaKey::derive(7, "test"));
        assert_eq!(one.modulus.len(), 256);
        assert!(one.modulus[0] & 0x80 != 0);
        assert_eq!(one.sign(b"message"), two.sign(b"message"));
    }
}
