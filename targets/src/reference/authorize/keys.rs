//! The issuer's published keys, fetched and cached, and signatures checked by them.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey,
};
use serde_json::Value;
use tokio::sync::Mutex;
use tokio::time::Instant;
use url::Url;

use super::text;
use crate::behaviour::KeyFetch;
use crate::plain_http::Client;
use crate::reference::json::{self, Repeated};

/// How long a key set is good without being asked for again.
const FRESH: Duration = Duration::from_secs(60);
/// How many times in a row an unknown key may make us ask again in vain before we wait.
const IN_VAIN: u32 = 4;
/// How long we wait then; twice as long each time after.
const WAIT: Duration = Duration::from_secs(2);
const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// Bytes of the largest key set.
const LARGEST: usize = 256 * 1024;
/// Tokens whose signature is known to be good, at most.
const REMEMBERED: usize = 1024;

/// The key set of one issuer.
pub(crate) struct KeySet {
    uri: Option<String>,
    fetching: KeyFetch,
    client: Client,
    cached: Mutex<Cached>,
}

#[derive(Default)]
struct Cached {
    keys: Arc<Vec<Value>>,
    /// What was signed, and the signature of it that verified by one of these keys.
    verified: HashMap<String, Vec<u8>>,
    fetched: Option<Instant>,
    /// How many times in a row an unknown key made us ask in vain.
    in_vain: u32,
    /// Until then no unknown key makes us ask again.
    waits_until: Option<Instant>,
}

impl KeySet {
    pub(crate) fn new(uri: Option<String>, fetching: KeyFetch, client: Client) -> Self {
        Self {
            uri,
            fetching,
            client,
            cached: Mutex::default(),
        }
    }

    /// The published keys; asked for again if `kid` is not among them, though not without bound.
    /// When they cannot be had, the set is empty and nothing verifies.
    pub(super) async fn current(&self, kid: Option<&str>) -> Arc<Vec<Value>> {
        let mut cached = self.cached.lock().await;
        let now = Instant::now();
        let stale = cached
            .fetched
            .is_none_or(|fetched| now.duration_since(fetched) > FRESH);
        let known = kid.is_none_or(|kid| cached.keys.iter().any(|key| text(key, "kid") == Some(kid)));
        if stale || !known && (self.fetching == KeyFetch::Unbounded || cached.may_refetch(now)) {
            let fetched = self.fetch().await.unwrap_or_default();
            if !known {
                cached.learn(fetched.iter().any(|key| text(key, "kid") == kid), now);
            }
            let keys = match self.fetching {
                KeyFetch::FirstStays if !cached.keys.is_empty() => None,
                KeyFetch::Added => Some([cached.keys.as_slice(), &fetched].concat()),
                _ => Some(fetched),
            };
            if let Some(keys) = keys {
                cached.keys = Arc::new(keys);
                cached.verified.clear();
            }
            cached.fetched = (!cached.keys.is_empty()).then_some(now);
        }
        Arc::clone(&cached.keys)
    }

    /// Whether this signature verified before, by a key that is still published.
    pub(super) async fn has_verified(&self, signed: &str, signature: &[u8]) -> bool {
        let cached = self.cached.lock().await;
        cached
            .verified
            .get(signed)
            .is_some_and(|known| known == signature)
    }

    /// Remembers that a signature verified by one of `keys`, if they are still the published ones.
    pub(super) async fn remember(&self, signed: &str, signature: &[u8], keys: &Arc<Vec<Value>>) {
        let mut cached = self.cached.lock().await;
        if cached.verified.len() >= REMEMBERED {
            cached.verified.clear();
        }
        if Arc::ptr_eq(&cached.keys, keys) {
            cached.verified.insert(signed.to_owned(), signature.to_vec());
        }
    }

    async fn fetch(&self) -> Option<Vec<Value>> {
        let url = Url::parse(self.uri.as_deref()?).ok()?;
        let reply = self.client.get(&url, &[], LARGEST).await.ok()?;
        if reply.status != 200 {
            return None;
        }
        let mut document = json::read(&reply.body, Repeated::Refused).ok()?;
        match document["keys"].take() {
            Value::Array(keys) => Some(keys),
            _ => None,
        }
    }
}

impl Cached {
    fn may_refetch(&self, now: Instant) -> bool {
        self.waits_until.is_none_or(|until| now >= until)
    }

    /// Whether an unknown key was found when we asked for it.
    fn learn(&mut self, found: bool, now: Instant) {
        self.in_vain = if found { 0 } else { self.in_vain + 1 };
        self.waits_until = self.in_vain.checked_sub(IN_VAIN).map(|times| {
            let wait = WAIT.saturating_mul(1 << times.min(8));
            now + wait.min(LONGEST_WAIT)
        });
    }
}

/// Whether a published key is meant for signatures by this algorithm.
pub(super) fn serves(key: &Value, algorithm: &str) -> bool {
    let kind = (text(key, "kty"), text(key, "crv"));
    let fits = match algorithm {
        "ES256" => kind == (Some("EC"), Some("P-256")),
        "RS256" => kind.0 == Some("RSA"),
        "EdDSA" => kind == (Some("OKP"), Some("Ed25519")),
        _ => false,
    };
    fits && key.get("alg").is_none_or(|alg| *alg == algorithm)
        && key.get("use").is_none_or(|usage| *usage == "sig")
        && key.get("key_ops").is_none_or(|ops| {
            ops.as_array()
                .is_some_and(|ops| ops.contains(&Value::from("verify")))
        })
}

/// Whether `signature` over `message` verifies by `key`.
pub(super) fn verifies(key: &Value, algorithm: &str, message: &[u8], signature: &[u8]) -> bool {
    serves(key, algorithm) && verify(key, algorithm, message, signature).is_some()
}

fn verify(key: &Value, algorithm: &str, message: &[u8], signature: &[u8]) -> Option<()> {
    let part = |name: &str| text(key, name).and_then(|part| URL_SAFE_NO_PAD.decode(part).ok());
    match algorithm {
        "ES256" => {
            let point = ec_point(&part("x")?, &part("y")?)?;
            UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point)
                .verify(message, signature)
                .ok()
        }
        "RS256" => {
            let components = RsaPublicKeyComponents {
                n: part("n")?,
                e: part("e")?,
            };
            components
                .verify(&RSA_PKCS1_2048_8192_SHA256, message, signature)
                .ok()
        }
        "EdDSA" => UnparsedPublicKey::new(&ED25519, part("x")?)
            .verify(message, signature)
            .ok(),
        _ => None,
    }
}

/// A point in uncompressed form.
pub(super) fn ec_point(x: &[u8], y: &[u8]) -> Option<Vec<u8>> {
    (x.len() == 32 && y.len() == 32).then(|| [&[4], x, y].concat())
}

#[cfg(test)]
mod tests {
    use ring::signature::{Ed25519KeyPair, KeyPair as _};
    use serde_json::json;

    use super::*;

    /// A key and its signature over `header.claims`, made by OpenSSL.
    const MODULUS: &str = "0UWar_QVe_8kdbiYz7xXjSw3gbwJTR14cf1ZATdIlaVgHVDtLs5RLz4stUlp7sSUvvu7Cjgis5UYd_2sclcGQRLRbKbg3eE9EpB5eGfXv5XWs0Xf0enS3jQQhEgf0z3hQsANFGl0KylovgGXvaXB9A-y28_VEXknA9iaeBvlSeSwqEMAO7FI5UKoAQ0oIubY6-2xG3pn5QMvi1efRbMUNjGpyB_Je82jhKQNZbSiIoai0puaeYUtnPgyeDN5OxyjJxExmlEc3bG10Bpnf7KFVZVyTmqwy3POouelLnC6fem2Y1fc5HPJGvbBU8kWu1EsU2qpgSkTlnn31af0NSBGLw";
    const SIGNATURE: &str = "oqVp23pxPbmkEImlZYzZK0wOVUxja2S5v77y96MIwskHxo6CuFRy2uNnbzAmi8qB4rFo8w-cS6k8jX8EvtdtCWmePGKY4hzZm_BVGo3-DkNe8jL3UkVCHW6HD0eJYOxFiZGz19ZAmoH_gxjZNVAZhdtWsOx30hWW0mocRzDXl44Je9MquSABLYFWagshDbxv31qvn4LNu6afrwszedDiJit0vCQbOP701hPJJNSoi3BP3OjEGJXr3FwG8raP1e_UQNYlA8PD1tC2M3m3ue7bLPe7ptsD_5duQjaGaPpKfATlk2ixrjRebQDNquqwwzti-mP_Uk5fzhOaUUUNP2xt0A";

    #[test]
    fn rsa_and_eddsa_signatures_verify_and_only_by_their_key() {
        let rsa = json!({"kty": "RSA", "n": MODULUS, "e": "AQAB"});
        let signature = URL_SAFE_NO_PAD.decode(SIGNATURE).expect("base64url");
        assert!(verifies(&rsa, "RS256", b"header.claims", &signature));
        assert!(!verifies(&rsa, "RS256", b"header.other", &signature));
        assert!(!verifies(&rsa, "ES256", b"header.claims", &signature));
        let pair = Ed25519KeyPair::from_seed_unchecked(&[7; 32]).expect("a key");
        let key = json!({"kty": "OKP", "crv": "Ed25519", "x": URL_SAFE_NO_PAD.encode(pair.public_key())});
        let signature = pair.sign(b"header.claims");
        assert!(verifies(&key, "EdDSA", b"header.claims", signature.as_ref()));
        assert!(!verifies(&key, "EdDSA", b"header.other", signature.as_ref()));
        assert!(!verifies(&rsa, "EdDSA", b"header.claims", signature.as_ref()));
    }

    #[test]
    fn a_key_serves_only_what_it_was_published_for() {
        let key = json!({"kty": "EC", "crv": "P-256", "x": "", "y": ""});
        assert!(serves(&key, "ES256") && !serves(&key, "RS256") && !serves(&key, "HS256"));
        for (name, value) in [
            ("use", json!("enc")),
            ("alg", json!("ES384")),
            ("key_ops", json!(["encrypt"])),
        ] {
            let mut other = key.clone();
            other[name] = value;
            assert!(!serves(&other, "ES256"), "{other}");
        }
    }
}
