//! RSA-2048 keys made from a seed.
//!
//! The search is written down here because a seed has to give the same key for ever, and no RSA crate promises that
//! across its versions.
//! Two primes of half the size come from two streams: a random odd start with its two top bits set, then the first
//! prime at or above it, found by a sieve of small primes and Miller-Rabin.
//! These are test keys: neither the search nor the arithmetic is constant-time, and anybody who knows the seed
//! knows the key.
//!
//! `ring` signs, because it is the fastest. It refuses small keys, so those signatures are computed here.

use num_bigint::BigUint;
use num_integer::Integer;
use num_traits::{One, ToPrimitive, Zero};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::Rng;
use ring::rand::{SecureRandom, SystemRandom};
use ring::signature::{RSA_PKCS1_SHA256, RSA_PSS_SHA256, RsaEncoding, RsaKeyPair};
use sha2::{Digest, Sha256};

use crate::{der, random};

const EXPONENT: u32 = 65_537;
const PRIME_BYTES: usize = 128;
/// Half of the size of the forbidden key.
const SMALL_PRIME_BYTES: usize = 64;
/// Candidates looked at above one start before another is drawn; a prime is expected every 355 odd numbers.
const WINDOW: usize = 4096;
const SMALL_PRIMES_BELOW: u32 = 1 << 14;
/// For random numbers of 1024 bits eight bases leave a chance of error far below that of broken memory.
const MILLER_RABIN_BASES: [u32; 8] = [2, 3, 5, 7, 11, 13, 17, 19];

/// DER `DigestInfo` of SHA-256 up to the digest, RFC 8017 section 9.2 note 1.
const SHA256_DIGEST_INFO: [u8; 19] = [
    0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00,
    0x04, 0x20,
];

/// A signer for RS256 and PS256 with the parts of its public key.
pub(crate) struct RsaKey {
    /// Nothing where `ring` refuses the key for its size.
    pair: Option<RsaKeyPair>,
    private: Private,
    /// Big-endian, 256 bytes (128 of the small key).
    pub(crate) modulus: Vec<u8>,
    /// Big-endian, 3 bytes.
    pub(crate) exponent: Vec<u8>,
}

/// The private key as the Chinese remainder theorem wants it (RFC 8017 section 3.2).
struct Private {
    p: BigUint,
    q: BigUint,
    exponent_p: BigUint,
    exponent_q: BigUint,
    coefficient: BigUint,
}

impl RsaKey {
    /// The key of `label` under `seed`, of 2048 bits; takes about a tenth of a second.
    pub(crate) fn derive(seed: u64, label: &str) -> Self {
        Self::search::<PRIME_BYTES>(seed, label)
    }

    /// The same with 1024 bits.
    pub(crate) fn derive_small(seed: u64, label: &str) -> Self {
        Self::search::<SMALL_PRIME_BYTES>(seed, label)
    }

    fn search<const BYTES: usize>(seed: u64, label: &str) -> Self {
        let (first, second) = (
            find_prime::<BYTES>(&mut random::stream(seed, &format!("{label}/p"))),
            find_prime::<BYTES>(&mut random::stream(seed, &format!("{label}/q"))),
        );
        // The signer wants the larger prime first.
        let (p, q) = if first > second {
            (first, second)
        } else {
            (second, first)
        };
        Self::from_primes(p, q).expect("two primes that the exponent does not divide make a key")
    }

    fn from_primes(p: BigUint, q: BigUint) -> Option<Self> {
        let one = BigUint::one();
        let (exponent, modulus) = (BigUint::from(EXPONENT), &p * &q);
        let private_exponent = exponent.modinv(&(&p - &one).lcm(&(&q - &one)))?;
        let private = Private {
            exponent_p: &private_exponent % (&p - &one),
            exponent_q: &private_exponent % (&q - &one),
            coefficient: q.modinv(&p)?,
            p,
            q,
        };
        let encoded: Vec<Vec<u8>> = [
            &BigUint::zero(),
            &modulus,
            &exponent,
            &private_exponent,
            &private.p,
            &private.q,
            &private.exponent_p,
            &private.exponent_q,
            &private.coefficient,
        ]
        .map(|number| der::integer(&number.to_bytes_be()))
        .to_vec();
        let parts: Vec<&[u8]> = encoded.iter().map(Vec::as_slice).collect();
        Some(Self {
            pair: RsaKeyPair::from_der(&der::sequence(&parts)).ok(),
            private,
            modulus: modulus.to_bytes_be(),
            exponent: exponent.to_bytes_be(),
        })
    }

    /// RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518 section 3.3): as long as the modulus, the same for the same message.
    pub(crate) fn sign(&self, message: &[u8]) -> Vec<u8> {
        match &self.pair {
            Some(pair) => sign(pair, &RSA_PKCS1_SHA256, &SystemRandom::new(), message),
            None => self.private_operation(&encode_pkcs1(message, self.modulus.len())),
        }
    }

    /// RSASSA-PSS with SHA-256, MGF1 with SHA-256 and that salt (RFC 8017 section 8.1.1).
    pub(crate) fn sign_pss(&self, message: &[u8], salt: &[u8; 32]) -> Vec<u8> {
        match &self.pair {
            Some(pair) => sign(pair, &RSA_PSS_SHA256, &always(salt), message),
            None => self.private_operation(&encode_pss(message, salt, self.modulus.len())),
        }
    }

    /// The signature that the holder of nobody's key can make where the exponent is 1: the encoded message itself.
    pub(crate) fn sign_with_exponent_one(&self, message: &[u8]) -> Vec<u8> {
        encode_pkcs1(message, self.modulus.len())
    }

    /// RSASP1, RFC 8017 section 5.2.1, by the Chinese remainder theorem; as many bytes as the modulus.
    fn private_operation(&self, encoded: &[u8]) -> Vec<u8> {
        let number = BigUint::from_bytes_be(encoded);
        let Private {
            p,
            q,
            exponent_p,
            exponent_q,
            coefficient,
        } = &self.private;
        let (by_p, by_q) = (number.modpow(exponent_p, p), number.modpow(exponent_q, q));
        // p is added before the subtraction because q is smaller than p, and so is the second remainder.
        let quotient = (by_p + p - &by_q) * coefficient % p;
        let signature = (by_q + quotient * q).to_bytes_be();
        let mut padded = vec![0; self.modulus.len() - signature.len()];
        padded.extend(signature);
        padded
    }

    /// DER `RSAPublicKey` (RFC 8017 appendix A.1.1).
    pub(crate) fn public_der(&self) -> Vec<u8> {
        der::sequence(&[&der::integer(&self.modulus), &der::integer(&self.exponent)])
    }
}

/// A signature by `ring`, whose only randomness is the salt, where the encoding has one.
fn sign(
    pair: &RsaKeyPair,
    encoding: &'static dyn RsaEncoding,
    salt: &dyn SecureRandom,
    message: &[u8],
) -> Vec<u8> {
    let mut signature = vec![0; pair.public().modulus_len()];
    pair.sign(encoding, salt, message, &mut signature)
        .expect("a consistent key signs a buffer of its own length");
    signature
}

/// A generator of these bytes.
#[expect(
    deprecated,
    reason = "the one way to give ring a salt; once it is gone, the arithmetic above signs at twice the cost"
)]
fn always(bytes: &[u8]) -> impl SecureRandom {
    ring::test::rand::FixedSliceRandom { bytes }
}

/// EMSA-PKCS1-v1_5 with SHA-256, RFC 8017 section 9.2.
fn encode_pkcs1(message: &[u8], length: usize) -> Vec<u8> {
    let tail = [SHA256_DIGEST_INFO.as_slice(), &Sha256::digest(message)].concat();
    let mut encoded = vec![0xff; length];
    encoded[..2].copy_from_slice(&[0, 1]);
    encoded[length - tail.len() - 1] = 0;
    encoded[length - tail.len()..].copy_from_slice(&tail);
    encoded
}

/// EMSA-PSS with SHA-256, RFC 8017 section 9.1.1, for a modulus of `length` bytes whose top bit is set.
fn encode_pss(message: &[u8], salt: &[u8; 32], length: usize) -> Vec<u8> {
    let message_digest = Sha256::digest(message);
    let digest = Sha256::digest([&[0; 8], message_digest.as_slice(), salt].concat());
    let block_length = length - digest.len() - 1;
    let mut block = vec![0; block_length];
    block[block_length - salt.len() - 1] = 1;
    block[block_length - salt.len()..].copy_from_slice(salt);
    for (byte, mask) in block.iter_mut().zip(mask(&digest, block_length)) {
        *byte ^= mask;
    }
    // The encoded message has one bit less than the modulus.
    block[0] &= 0x7f;
    [block.as_slice(), &digest, &[0xbc]].concat()
}

/// MGF1 with SHA-256, RFC 8017 appendix B.2.1.
fn mask(seed: &[u8], length: usize) -> Vec<u8> {
    let blocks = (0_u32..).map(|counter| Sha256::digest([seed, &counter.to_be_bytes()].concat()));
    blocks.flat_map(|block| block.to_vec()).take(length).collect()
}

fn find_prime<const BYTES: usize>(stream: &mut ChaCha20Rng) -> BigUint {
    let small = small_primes();
    loop {
        let start = draw_start::<BYTES>(stream);
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

/// An odd number with its two top bits set, so that the product of two has exactly twice the bits.
fn draw_start<const BYTES: usize>(stream: &mut ChaCha20Rng) -> BigUint {
    let mut bytes = [0; BYTES];
    stream.fill_bytes(&mut bytes);
    bytes[0] |= 0xc0;
    bytes[BYTES - 1] |= 1;
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
        assert_eq!(
            one.sign_pss(b"message", &[7; 32]),
            two.sign_pss(b"message", &[7; 32])
        );
    }

    #[test]
    fn our_own_arithmetic_signs_as_ring_does() {
        let key = RsaKey::derive(7, "test");
        let encoded = encode_pkcs1(b"message", key.modulus.len());
        assert_eq!(key.private_operation(&encoded), key.sign(b"message"));
        let encoded = encode_pss(b"message", &[7; 32], key.modulus.len());
        assert_eq!(
            key.private_operation(&encoded),
            key.sign_pss(b"message", &[7; 32])
        );
    }

    #[test]
    fn a_small_key_has_1024_bits_and_its_signature_opens_to_the_encoded_message() {
        let key = RsaKey::derive_small(7, "test");
        assert_eq!(key.modulus.len(), 128);
        let open = |signature: &[u8], exponent: u32| {
            BigUint::from_bytes_be(signature)
                .modpow(&BigUint::from(exponent), &BigUint::from_bytes_be(&key.modulus))
        };
        let encoded = BigUint::from_bytes_be(&encode_pkcs1(b"message", 128));
        assert_eq!(open(&key.sign(b"message"), EXPONENT), encoded);
        assert_eq!(open(&key.sign_with_exponent_one(b"message"), 1), encoded);
    }
}
