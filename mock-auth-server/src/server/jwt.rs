//! Signed tokens that others made: client assertions, grants and proofs.

use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256,
    RsaPublicKeyComponents, UnparsedPublicKey,
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::jws;

/// A compact JWS, read and not yet verified.
pub(crate) struct Jwt {
    pub(crate) header: Value,
    pub(crate) claims: Value,
    input: String,
    signature: Vec<u8>,
}

impl Jwt {
    /// Nothing where the text is not three base64url parts with JSON objects in the first two.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let (input, signature) = text.rsplit_once('.')?;
        let (header, payload) = input.split_once('.')?;
        let object = |part: &str| -> Option<Value> {
            let value: Value = serde_json::from_slice(&jws::decode(part)?).ok()?;
            value.is_object().then_some(value)
        };
        Some(Self {
            header: object(header)?,
            claims: object(payload)?,
            input: input.to_owned(),
            signature: jws::decode(signature)?,
        })
    }

    /// A claim that is a text.
    pub(crate) fn claim(&self, name: &str) -> Option<&str> {
        self.claims[name].as_str()
    }

    /// Whether `aud` is that text or a list with it (RFC 7519 section 4.1.3).
    pub(crate) fn is_for(&self, audience: &str) -> bool {
        match &self.claims["aud"] {
            Value::String(only) => only == audience,
            Value::Array(several) => several.iter().any(|one| one == audience),
            _ => false,
        }
    }

    /// Whether it has an `exp` that is to come, and no `nbf` that is (RFC 7523 section 3).
    pub(crate) fn is_in_time(&self, now: i64) -> bool {
        self.claims["exp"].as_i64().is_some_and(|end| end > now)
            && self.claims["nbf"]
                .as_i64()
                .is_none_or(|start| start <= now.max(crate::Clock::Live.now()))
    }

    /// Whether this key, a JSON Web Key, made the signature: ES256, RS256 or `EdDSA`, as the header says.
    pub(crate) fn is_signed_by(&self, jwk: &Value) -> bool {
        if self.header.get("crit").is_some()
            || jwk["alg"].as_str().is_some_and(|alg| self.header["alg"] != alg)
        {
            return false;
        }
        let member = |name: &str| jwk[name].as_str().and_then(jws::decode).unwrap_or_default();
        let (input, signature) = (self.input.as_bytes(), &self.signature);
        match (
            self.header["alg"].as_str(),
            jwk["kty"].as_str(),
            jwk["crv"].as_str(),
        ) {
            (Some("ES256"), Some("EC"), Some("P-256")) => {
                let point = [vec![4], member("x"), member("y")].concat();
                let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point);
                key.verify(input, signature).is_ok()
            }
            (Some("EdDSA"), Some("OKP"), Some("Ed25519")) => {
                let key = UnparsedPublicKey::new(&ED25519, member("x"));
                key.verify(input, signature).is_ok()
            }
            (Some(name @ ("RS256" | "PS256")), Some("RSA"), _) => {
                let parameters = if name == "RS256" {
                    &RSA_PKCS1_2048_8192_SHA256
                } else {
                    &RSA_PSS_2048_8192_SHA256
                };
                let key = RsaPublicKeyComponents {
                    n: member("n"),
                    e: member("e"),
                };
                key.verify(parameters, input, signature).is_ok()
            }
            _ => false,
        }
    }

    /// Whether a key of the set made the signature, and the one of the `kid` where the header has one.
    pub(crate) fn is_signed_by_one_of(&self, jwks: &Value) -> bool {
        let key_id = &self.header["kid"];
        jwks["keys"].as_array().is_some_and(|keys| {
            keys.iter()
                .filter(|key| key_id.is_null() || key["kid"].is_null() || key["kid"] == *key_id)
                .any(|key| self.is_signed_by(key))
        })
    }
}

/// RFC 7638: the base64url SHA-256 of the members that make the key, in the order of their names.
pub(crate) fn thumbprint(jwk: &Value) -> Option<String> {
    let members: &[&str] = match jwk["kty"].as_str()? {
        "EC" => &["crv", "kty", "x", "y"],
        "OKP" => &["crv", "kty", "x"],
        "RSA" => &["e", "kty", "n"],
        _ => return None,
    };
    let parts: Option<Vec<String>> = members
        .iter()
        .map(|name| Some(format!("{}:{}", json!(name), json!(jwk[*name].as_str()?))))
        .collect();
    let text = format!("{{{}}}", parts?.join(","));
    Some(jws::encode(&Sha256::digest(text.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Algorithm, Clock, Minter, Token};

    #[test]
    fn tokens_are_verified_by_their_key_under_every_algorithm_and_by_no_other() {
        let minter = Minter::new(0, "http://issuer.example", Clock::default());
        let other = Minter::new(1, "http://issuer.example", Clock::default());
        for algorithm in Algorithm::ALL {
            let token = Token {
                algorithm,
                ..Token::for_resource("http://a.example/")
            };
            let jwt = Jwt::read(&minter.mint(&token)).unwrap();
            assert!(jwt.is_signed_by_one_of(&minter.jwks()), "{algorithm}");
            assert!(!jwt.is_signed_by_one_of(&other.jwks()), "{algorithm}");
        }
    }

    #[test]
    fn the_thumbprint_is_that_of_the_example_in_rfc_7638() {
        let key = json!({"kty": "RSA", "e": "AQAB", "alg": "RS256", "kid": "2011-04-29", "n":
            "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZ\
             CiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJ\
             ZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBn\
             iIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"});
        assert_eq!(
            thumbprint(&key).as_deref(),
            Some("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs")
        );
    }
}
