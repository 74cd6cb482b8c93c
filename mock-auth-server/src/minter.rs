//! Mints tokens, good ones and ones with one defect, without any server.

use std::sync::{Arc, OnceLock};

use serde_json::{Value, json};

use crate::clock::Clock;
use crate::defects::{Defect, How};
use crate::jws::{self, Compact, Members};
use crate::keys::{Algorithm, KeySet, Owner};
use crate::random;
use crate::token::Token;

/// Mints tokens of one issuer from one seed. Cheap to clone; clones share their keys.
///
/// With a fixed clock the same seed, issuer and token give the same bytes, in every process and on every machine.
#[derive(Clone)]
pub struct Minter(Arc<Inner>);

struct Inner {
    seed: u64,
    issuer: String,
    clock: Clock,
    own: Arc<KeySet>,
    stranger: Arc<KeySet>,
    es256_key_id: String,
    eddsa_key_id: String,
    rs256_key_id: OnceLock<String>,
    jwks: OnceLock<Value>,
}

/// A token being made: everything that a defect may change before it is signed.
pub(crate) struct Draft<'a> {
    pub(crate) header: Members,
    pub(crate) claims: Members,
    pub(crate) signing: Signing,
    pub(crate) token: &'a Token,
    pub(crate) minter: &'a Minter,
    /// When the token is made, in Unix seconds.
    pub(crate) now: i64,
}

/// What makes the signature.
pub(crate) enum Signing {
    /// The issuer's key for the token's algorithm.
    Own,
    /// A key of the same kind that the issuer does not know.
    Stranger,
    /// HMAC with SHA-256 over these bytes as the secret.
    Hmac(Vec<u8>),
    /// Nothing: these bytes stand where the signature goes.
    Bytes(Vec<u8>),
}

impl Minter {
    /// A minter for `issuer`, which is written into `iss` as it is.
    ///
    /// The elliptic keys are made now, the RSA key (about a tenth of a second) when first needed.
    pub fn new(seed: u64, issuer: &str, clock: Clock) -> Self {
        let own = KeySet::shared(seed, Owner::Issuer);
        Self(Arc::new(Inner {
            seed,
            issuer: issuer.to_owned(),
            clock,
            stranger: KeySet::shared(seed, Owner::Stranger),
            es256_key_id: own.key_id(Algorithm::Es256),
            eddsa_key_id: own.key_id(Algorithm::EdDsa),
            rs256_key_id: OnceLock::new(),
            jwks: OnceLock::new(),
            own,
        }))
    }

    /// The issuer identifier.
    pub fn issuer(&self) -> &str {
        &self.0.issuer
    }

    /// The clock that dates the tokens.
    pub fn clock(&self) -> Clock {
        self.0.clock
    }

    /// A good token: a compact JWS of the shape of RFC 9068.
    pub fn mint(&self, token: &Token) -> String {
        self.sign(&self.draft(token)).join()
    }

    /// The same token with exactly that one defect.
    ///
    /// Where the defect does not apply (`Defect::applies_to`), the token is for a foreign audience instead: it is
    /// never a good one.
    pub fn mint_defective(&self, token: &Token, defect: &Defect) -> String {
        let mut draft = self.draft(token);
        match &defect.how {
            How::Audience(reshape) => {
                let foreign = || crate::defects::FOREIGN_AUDIENCE.to_owned();
                draft
                    .claims
                    .set("aud", reshape(&token.audience).unwrap_or_else(foreign));
            }
            How::Scope(Some(scope)) => draft.claims.set("scope", *scope),
            How::Scope(None) => draft.claims.remove("scope"),
            How::Before(change) => change(&mut draft),
            How::After(change) => return change(self.sign(&draft)),
        }
        self.sign(&draft).join()
    }

    /// The claims of the good token, as a JSON object.
    pub fn claims(&self, token: &Token) -> Value {
        self.claims_at(token, self.0.clock.now())
    }

    /// An `at+jwt` with any claims (a JSON object), signed by the issuer's key.
    ///
    /// For what no defect of the table describes: take `claims`, change them, mint them.
    pub fn mint_claims(&self, algorithm: Algorithm, claims: &Value) -> String {
        let payload = claims.to_string();
        let header = self.header(algorithm).to_json();
        let mut compact = Compact {
            header,
            payload,
            signature: Vec::new(),
        };
        compact.signature = self.0.own.sign(algorithm, compact.signing_input().as_bytes());
        compact.join()
    }

    /// The claims of a token that this issuer signed and that is in time by its clock; nothing for any other text.
    pub fn verify(&self, token: &str) -> Option<Value> {
        let (input, signature) = token.rsplit_once('.')?;
        let (header, payload) = input.split_once('.')?;
        let header: Value = serde_json::from_slice(&jws::decode(header)?).ok()?;
        let claims: Value = serde_json::from_slice(&jws::decode(payload)?).ok()?;
        let name = header["alg"].as_str()?;
        let algorithm = Algorithm::ALL
            .into_iter()
            .find(|algorithm| algorithm.name() == name)?;
        let signed = header["kid"] == self.key_id(algorithm)
            && header.get("crit").is_none()
            && self
                .0
                .own
                .verifies(algorithm, input.as_bytes(), &jws::decode(signature)?);
        let now = self.0.clock.now();
        let in_time =
            claims["exp"].as_i64()? > now && claims["nbf"].as_i64().is_none_or(|start| start <= now);
        (signed && in_time && claims["iss"] == self.issuer()).then_some(claims)
    }

    /// The public keys as a JSON Web Key Set (RFC 7517 section 5): ES256, RS256, `EdDSA`, each with `kid`, `use` and
    /// `alg`.
    pub fn jwks(&self) -> Value {
        self.0.jwks.get_or_init(|| self.key_set(&self.0.own)).clone()
    }

    /// The public key as PEM `SubjectPublicKeyInfo`, with a last line feed.
    pub fn public_key_pem(&self, algorithm: Algorithm) -> String {
        crate::der::public_key_pem(&self.0.own.public_der(algorithm))
    }

    /// The `kid` of the issuer's key for that algorithm.
    pub fn key_id(&self, algorithm: Algorithm) -> &str {
        match algorithm {
            Algorithm::Es256 => &self.0.es256_key_id,
            Algorithm::EdDsa => &self.0.eddsa_key_id,
            Algorithm::Rs256 => self
                .0
                .rs256_key_id
                .get_or_init(|| self.0.own.key_id(Algorithm::Rs256)),
        }
    }

    /// The stranger's public keys under our key ids: what a server finds that follows `jku`.
    pub(crate) fn stranger_jwks(&self) -> Value {
        self.key_set(&self.0.stranger)
    }

    /// The stranger's public key for that algorithm, under our key id.
    pub(crate) fn stranger_jwk(&self, algorithm: Algorithm) -> Value {
        self.0.stranger.public_jwk(algorithm, self.key_id(algorithm))
    }

    /// The issuer's public key as DER `SubjectPublicKeyInfo`.
    pub(crate) fn public_der(&self, algorithm: Algorithm) -> Vec<u8> {
        self.0.own.public_der(algorithm)
    }

    /// The issuer's public key as it stands in the key set.
    pub(crate) fn public_jwk(&self, algorithm: Algorithm) -> Value {
        self.0.own.public_jwk(algorithm, self.key_id(algorithm))
    }

    /// An identifier of 32 hexadecimal digits for `label`, from the seed.
    pub(crate) fn identifier(&self, label: &str) -> String {
        random::identifier(self.0.seed, label)
    }

    fn key_set(&self, keys: &KeySet) -> Value {
        let members = Algorithm::ALL.map(|algorithm| keys.public_jwk(algorithm, self.key_id(algorithm)));
        json!({ "keys": members })
    }

    fn draft<'a>(&'a self, token: &'a Token) -> Draft<'a> {
        let now = self.0.clock.now();
        let claims = self.claims_at(token, now);
        Draft {
            header: self.header(token.algorithm),
            claims: claims.as_object().map(Members::from).unwrap_or_default(),
            signing: Signing::Own,
            token,
            minter: self,
            now,
        }
    }

    /// `typ` is RFC 9068 section 2.1's.
    fn header(&self, algorithm: Algorithm) -> Members {
        Members::from([
            ("alg", algorithm.name().into()),
            ("typ", "at+jwt".into()),
            ("kid", self.key_id(algorithm).into()),
        ])
    }

    /// The claims of RFC 9068 sections 2.2 and 2.2.3.
    fn claims_at(&self, token: &Token, now: i64) -> Value {
        let mut claims = json!({
            "iss": self.issuer(),
            "aud": token.audience,
            "sub": token.subject,
            "client_id": token.client_id,
            "exp": self.0.clock.expiry(now),
            "iat": now,
            "jti": self.identifier(&format!("jti/{}", token.name)),
        });
        if !token.scopes.is_empty() {
            claims["scope"] = token.scopes.join(" ").into();
        }
        claims
    }

    fn sign(&self, draft: &Draft<'_>) -> Compact {
        let mut compact = Compact {
            header: draft.header.to_json(),
            payload: draft.claims.to_json(),
            signature: Vec::new(),
        };
        let (algorithm, input) = (draft.token.algorithm, compact.signing_input());
        compact.signature = match &draft.signing {
            Signing::Own => self.0.own.sign(algorithm, input.as_bytes()),
            Signing::Stranger => self.0.stranger.sign(algorithm, input.as_bytes()),
            Signing::Hmac(secret) => hmac_sha256(secret, input.as_bytes()),
            Signing::Bytes(bytes) => bytes.clone(),
        };
        compact
    }
}

fn hmac_sha256(secret: &[u8], message: &[u8]) -> Vec<u8> {
    use hmac::{Hmac, KeyInit, Mac};
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(secret).expect("HMAC takes a secret of any length");
    mac.update(message);
    mac.finalize().into_bytes().to_vec()
}
