//! The signing keys of one issuer: one a signature algorithm, all made from the seed.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::Signer as _;
use rand_chacha::rand_core::Rng;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256,
    UnparsedPublicKey, VerificationAlgorithm,
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::rsa_key::RsaKey;
use crate::{der, random};

/// Key sets of one process kept for the next minter with the same seed; beyond that many they are made again.
const MAX_CACHED_SETS: usize = 64;

/// The `kid` of the RSA key of 1024 bits in the weak key set.
pub(crate) const SMALL_KEY_ID: &str = "rs256-1024-bits";
/// The `kid` of the RSA key of exponent 1 in the weak key set.
pub(crate) const EXPONENT_ONE_KEY_ID: &str = "rs256-exponent-1";

/// A signature algorithm, by its JOSE name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Algorithm {
    /// ECDSA on P-256 with SHA-256, RFC 7518 section 3.4; nonces by RFC 6979.
    Es256,
    /// RSASSA-PKCS1-v1_5 with SHA-256, RFC 7518 section 3.3; a key of 2048 bits.
    Rs256,
    /// Ed25519, RFC 8037 section 3.1.
    EdDsa,
    /// RSASSA-PSS with SHA-256, RFC 7518 section 3.5; the RSA key of RS256 under a key id of its own.
    ///
    /// The salt has the 32 bytes that the section demands and is not random: it derives from the seed and the
    /// message, so the same message has the same signature.
    Ps256,
}

impl Algorithm {
    /// All of them, in the order of the key set.
    pub const ALL: [Self; 4] = [Self::Es256, Self::Rs256, Self::EdDsa, Self::Ps256];

    /// The `alg` value: `ES256`, `RS256`, `EdDSA` or `PS256`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Es256 => "ES256",
            Self::Rs256 => "RS256",
            Self::EdDsa => "EdDSA",
            Self::Ps256 => "PS256",
        }
    }

    fn verification(self) -> &'static dyn VerificationAlgorithm {
        match self {
            Self::Es256 => &ECDSA_P256_SHA256_FIXED,
            Self::Rs256 => &RSA_PKCS1_2048_8192_SHA256,
            Self::EdDsa => &ED25519,
            Self::Ps256 => &RSA_PSS_2048_8192_SHA256,
        }
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

/// The text names no algorithm that we sign with.
#[derive(Debug, thiserror::Error)]
#[error("no algorithm {0:?}; there are ES256, RS256, EdDSA and PS256")]
pub struct UnknownAlgorithm(String);

impl FromStr for Algorithm {
    type Err = UnknownAlgorithm;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|algorithm| algorithm.name().eq_ignore_ascii_case(text))
            .ok_or_else(|| UnknownAlgorithm(text.to_owned()))
    }
}

/// Whose keys these are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Owner {
    /// The issuer's, published in its key set.
    Issuer,
    /// Somebody else's: published nowhere that a resource server has a reason to look.
    Stranger,
}

impl FromStr for Owner {
    type Err = ();

    /// `issuer` or `stranger`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        [Self::Issuer, Self::Stranger]
            .into_iter()
            .find(|owner| owner.label() == text)
            .ok_or(())
    }
}

impl Owner {
    fn label(self) -> &'static str {
        match self {
            Self::Issuer => "issuer",
            Self::Stranger => "stranger",
        }
    }
}

/// The keys of one owner; the RSA keys are made when first asked for.
pub(crate) struct KeySet {
    seed: u64,
    owner: Owner,
    es256: p256::ecdsa::SigningKey,
    eddsa: ed25519_dalek::SigningKey,
    rsa: OnceLock<RsaKey>,
    small: OnceLock<RsaKey>,
}

impl KeySet {
    /// The keys of `owner` under `seed`, from this process's cache when they were made before.
    pub(crate) fn shared(seed: u64, owner: Owner) -> Arc<Self> {
        static SETS: Mutex<BTreeMap<(u64, Owner), Arc<KeySet>>> = Mutex::new(BTreeMap::new());
        let mut sets = SETS.lock().unwrap_or_else(PoisonError::into_inner);
        if sets.len() >= MAX_CACHED_SETS && !sets.contains_key(&(seed, owner)) {
            sets.clear();
        }
        Arc::clone(
            sets.entry((seed, owner))
                .or_insert_with(|| Arc::new(Self::derive(seed, owner))),
        )
    }

    fn derive(seed: u64, owner: Owner) -> Self {
        let owner_label = owner.label();
        Self {
            seed,
            owner,
            es256: derive_es256(seed, &format!("key/{owner_label}/es256")),
            eddsa: ed25519_dalek::SigningKey::from_bytes(&random::bytes(
                seed,
                &format!("key/{owner_label}/eddsa"),
            )),
            rsa: OnceLock::new(),
            small: OnceLock::new(),
        }
    }

    /// The key of RS256 and PS256.
    pub(crate) fn rsa(&self) -> &RsaKey {
        self.rsa
            .get_or_init(|| RsaKey::derive(self.seed, &format!("key/{}/rs256", self.owner.label())))
    }

    /// An RSA key of 1024 bits, which RFC 7518 section 3.3 forbids.
    pub(crate) fn small_rsa(&self) -> &RsaKey {
        self.small.get_or_init(|| {
            RsaKey::derive_small(self.seed, &format!("key/{}/rs256-small", self.owner.label()))
        })
    }

    /// The signature as JOSE wants it: for ES256 the two numbers side by side, 64 bytes.
    pub(crate) fn sign(&self, algorithm: Algorithm, message: &[u8]) -> Vec<u8> {
        match algorithm {
            Algorithm::Es256 => {
                let signature: p256::ecdsa::Signature = self.es256.sign(message);
                signature.to_bytes().to_vec()
            }
            Algorithm::Rs256 => self.rsa().sign(message),
            Algorithm::EdDsa => self.eddsa.sign(message).to_bytes().to_vec(),
            Algorithm::Ps256 => self.rsa().sign_pss(message, &self.salt(message)),
        }
    }

    /// The salt of a PS256 signature: from the seed, the owner and the message.
    fn salt(&self, message: &[u8]) -> [u8; 32] {
        let digest = random::hex(&Sha256::digest(message));
        random::bytes(self.seed, &format!("salt/{}/ps256/{digest}", self.owner.label()))
    }

    /// Whether the signature is ours.
    pub(crate) fn verifies(&self, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> bool {
        let key = match algorithm {
            Algorithm::Es256 => self.es256_point(),
            Algorithm::Rs256 | Algorithm::Ps256 => self.rsa().public_der(),
            Algorithm::EdDsa => self.eddsa.verifying_key().to_bytes().to_vec(),
        };
        UnparsedPublicKey::new(algorithm.verification(), key)
            .verify(message, signature)
            .is_ok()
    }

    /// DER `SubjectPublicKeyInfo`.
    pub(crate) fn public_der(&self, algorithm: Algorithm) -> Vec<u8> {
        match algorithm {
            Algorithm::Es256 => der::ec_public_key(&self.es256_point()),
            Algorithm::Rs256 | Algorithm::Ps256 => der::rsa_public_key(&self.rsa().public_der()),
            Algorithm::EdDsa => der::ed25519_public_key(&self.eddsa.verifying_key().to_bytes()),
        }
    }

    /// The key id: the algorithm and the first 8 hexadecimal digits of the SHA-256 of the public key.
    pub(crate) fn key_id(&self, algorithm: Algorithm) -> String {
        let digest = Sha256::digest(self.public_der(algorithm));
        format!(
            "{}-{}",
            algorithm.name().to_ascii_lowercase(),
            random::hex(&digest[..4])
        )
    }

    /// The public key as a JSON Web Key (RFC 7517) with `use`, `alg` and the given `kid`.
    pub(crate) fn public_jwk(&self, algorithm: Algorithm, key_id: &str) -> Value {
        let text = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let mut jwk = match algorithm {
            Algorithm::Es256 => {
                let point = self.es256_point();
                json!({"kty": "EC", "crv": "P-256", "x": text(&point[1..33]), "y": text(&point[33..])})
            }
            Algorithm::Rs256 | Algorithm::Ps256 => {
                let key = self.rsa();
                json!({"kty": "RSA", "n": text(&key.modulus), "e": text(&key.exponent)})
            }
            Algorithm::EdDsa => {
                json!({"kty": "OKP", "crv": "Ed25519", "x": text(&self.eddsa.verifying_key().to_bytes())})
            }
        };
        jwk["use"] = json!("sig");
        jwk["alg"] = json!(algorithm.name());
        jwk["kid"] = json!(key_id);
        jwk
    }

    /// The public number or point as it is: x and y behind 0x04, the modulus, or the 32 bytes of Ed25519.
    pub(crate) fn public_raw(&self, algorithm: Algorithm) -> Vec<u8> {
        match algorithm {
            Algorithm::Es256 => self.es256_point(),
            Algorithm::Rs256 | Algorithm::Ps256 => self.rsa().modulus.clone(),
            Algorithm::EdDsa => self.eddsa.verifying_key().to_bytes().to_vec(),
        }
    }

    /// The private number of an elliptic key.
    pub(crate) fn private_half(&self, algorithm: Algorithm) -> Option<Vec<u8>> {
        match algorithm {
            Algorithm::Es256 => Some(self.es256.to_bytes().to_vec()),
            Algorithm::EdDsa => Some(self.eddsa.to_bytes().to_vec()),
            Algorithm::Rs256 | Algorithm::Ps256 => None,
        }
    }

    /// The RSA keys that no verifier should use: one of 1024 bits, one of exponent 1.
    pub(crate) fn weak_jwks(&self) -> [Value; 2] {
        let jwk = |modulus: &[u8], exponent: &[u8], key_id| {
            json!({
                "kty": "RSA",
                "n": URL_SAFE_NO_PAD.encode(modulus),
                "e": URL_SAFE_NO_PAD.encode(exponent),
                "use": "sig",
                "alg": "RS256",
                "kid": key_id,
            })
        };
        let small = self.small_rsa();
        [
            jwk(&small.modulus, &small.exponent, SMALL_KEY_ID),
            jwk(&self.rsa().modulus, &[1], EXPONENT_ONE_KEY_ID),
        ]
    }

    /// The uncompressed point: 0x04, x, y; 65 bytes.
    fn es256_point(&self) -> Vec<u8> {
        self.es256
            .verifying_key()
            .to_sec1_point(false)
            .as_bytes()
            .to_vec()
    }
}

/// The first 32 bytes of the stream that are a private key; nearly all are.
pub(crate) fn derive_es256(seed: u64, label: &str) -> p256::ecdsa::SigningKey {
    let mut stream = random::stream(seed, label);
    loop {
        let mut bytes = [0; 32];
        stream.fill_bytes(&mut bytes);
        if let Ok(key) = p256::ecdsa::SigningKey::from_slice(&bytes) {
            return key;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_algorithm_verifies_its_own_signature_and_no_other() {
        let (ours, theirs) = (
            KeySet::shared(0, Owner::Issuer),
            KeySet::shared(0, Owner::Stranger),
        );
        for algorithm in Algorithm::ALL {
            let signature = ours.sign(algorithm, b"message");
            assert!(ours.verifies(algorithm, b"message", &signature), "{algorithm}");
            assert!(!ours.verifies(algorithm, b"massage", &signature), "{algorithm}");
            assert!(!theirs.verifies(algorithm, b"message", &signature), "{algorithm}");
        }
    }

    #[test]
    fn key_sets_are_shared_by_seed() {
        assert!(Arc::ptr_eq(
            &KeySet::shared(5, Owner::Issuer),
            &KeySet::shared(5, Owner::Issuer)
        ));
        assert!(!Arc::ptr_eq(
            &KeySet::shared(5, Owner::Issuer),
            &KeySet::shared(5, Owner::Stranger)
        ));
    }
}
