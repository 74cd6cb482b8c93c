//! Mints tokens, good ones and ones with one defect, without any server.

use std::sync::{Arc, OnceLock};

use serde_json::{Value, json};

use crate::certificate;
use crate::clock::Clock;
use crate::defects::{self, Defect, How};
use crate::der;
use crate::jws::{self, Compact, Members};
use crate::keys::{Algorithm, KeySet, Owner};
use crate::random;
use crate::recipe::{Recipe, RecipeError};
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
    ps256_key_id: OnceLock<String>,
    jwks: OnceLock<Value>,
}

/// A token being made: everything that a defect may change before it is signed.
pub(crate) struct Draft<'a> {
    pub(crate) header: Members,
    pub(crate) claims: Members,
    /// Stands for the header where it is no JSON object.
    pub(crate) header_text: Option<String>,
    /// Stands for the claims where they are no JSON object.
    pub(crate) payload_text: Option<String>,
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
    /// The RSA key of 1024 bits in the weak key set.
    SmallRsa,
    /// Nobody: under the exponent 1 the encoded message is its own signature.
    ExponentOne,
    /// The issuer's key, over another message.
    Over(&'static str),
    /// Nothing: these bytes stand where the signature goes.
    Bytes(Vec<u8>),
}

/// How the `jti` of a revoked token begins.
pub(crate) const REVOKED: &str = "revoked-";
/// How the `jti` of a token of an ended grant begins.
pub(crate) const INACTIVE: &str = "inactive-";

/// What the issuer knows of a token apart from what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nothing against it.
    Good,
    /// It was revoked, as by RFC 7009.
    Revoked,
    /// Its grant has ended.
    Inactive,
}

/// The standing of the token with these claims.
///
/// It follows from the `jti` alone, so every server of an issuer knows it without having minted the token.
pub fn standing(claims: &Value) -> Standing {
    match claims["jti"].as_str() {
        Some(identifier) if identifier.starts_with(REVOKED) => Standing::Revoked,
        Some(identifier) if identifier.starts_with(INACTIVE) => Standing::Inactive,
        _ => Standing::Good,
    }
}

/// Whether a date, with or without a fraction, is later than `now`.
fn is_after(date: &Value, now: i64) -> bool {
    let (date, now) = (date.as_f64(), Value::from(now).as_f64());
    date.zip(now).is_some_and(|(date, now)| date > now)
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
            ps256_key_id: OnceLock::new(),
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
        self.spoil(self.draft(token), defect)
    }

    /// The token that the recipe describes; an error where its defect changes nothing.
    pub fn mint_recipe(&self, recipe: &Recipe) -> Result<String, RecipeError> {
        let defect = recipe.applicable_defect()?;
        let mut draft = self.draft(&recipe.token);
        if let Some(lifetime_s) = recipe.lifetime_s {
            draft.claims.set("exp", draft.now.saturating_add(lifetime_s));
        }
        draft.claims.change(&recipe.claims);
        draft.header.change(&recipe.header);
        if recipe.key == Owner::Stranger {
            draft.signing = Signing::Stranger;
        }
        Ok(match defect {
            Some(defect) => self.spoil(draft, defect),
            None => self.sign(&draft).join(),
        })
    }

    /// The token that the JSON form of a recipe describes; see `Recipe::from_json`.
    pub fn mint_from(&self, form: &Value) -> Result<String, RecipeError> {
        self.mint_recipe(&Recipe::from_json(form)?)
    }

    /// Makes the defect in a draft, and the draft a token.
    fn spoil(&self, mut draft: Draft<'_>, defect: &Defect) -> String {
        let ours = draft.token.audience.as_str();
        if !defect.applies_to(draft.token) {
            draft.claims.set("aud", defects::foreign_to(ours));
            return self.sign(&draft).join();
        }
        match &defect.how {
            How::After(change) => return change(self.sign(&draft)),
            how => spoil_draft(&mut draft, how),
        }
        self.sign(&draft).join()
    }

    /// The claims of the token with that one defect, for who tells of them without the token: an introspection
    /// endpoint. Nothing where the defect does not apply, or lies elsewhere than in the claims.
    pub fn claims_defective(&self, token: &Token, defect: &Defect) -> Option<Value> {
        if !defect.applies_to(token) || matches!(defect.how, How::Unsigned(_) | How::After(_)) {
            return None;
        }
        let mut draft = self.draft(token);
        let header = draft.header.to_json();
        spoil_draft(&mut draft, &defect.how);
        let elsewhere = draft.header.to_json() != header
            || draft.header_text.is_some()
            || draft.payload_text.is_some()
            || !matches!(draft.signing, Signing::Own);
        let text = draft.claims.to_json();
        let claims: Value = serde_json::from_str(&text).ok()?;
        // A value has no member twice.
        let is_whole = Members::from(claims.as_object()?).to_json() == text;
        (is_whole && !elsewhere).then_some(claims)
    }

    /// The claims of the good token, as a JSON object.
    pub fn claims(&self, token: &Token) -> Value {
        self.claims_at(token, self.0.clock.now())
    }

    /// An `at+jwt` with any claims (a JSON object), signed by the issuer's key.
    ///
    /// For what no defect of the table describes: take `claims`, change them, mint them.
    pub fn mint_claims(&self, algorithm: Algorithm, claims: &Value) -> String {
        self.mint_typed(algorithm, "at+jwt", claims)
    }

    /// A JWT of the header type `typ` with any claims (a JSON object), signed by the issuer's key.
    pub fn mint_typed(&self, algorithm: Algorithm, typ: &str, claims: &Value) -> String {
        let header = json!({"alg": algorithm.name(), "typ": typ, "kid": self.key_id(algorithm)});
        jws::signed(&jws::json_text(&header), &jws::json_text(claims), |input| {
            self.0.own.sign(algorithm, input)
        })
    }

    /// The claims of a token that this issuer signed, that is in time by its clock and neither revoked nor inactive;
    /// nothing for any other text.
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
        let in_time = is_after(&claims["exp"], now) && !is_after(&claims["nbf"], now);
        let stands = standing(&claims) == Standing::Good;
        (signed && in_time && stands && claims["iss"] == self.issuer()).then_some(claims)
    }

    /// The public keys as a JSON Web Key Set (RFC 7517 section 5): ES256, RS256, `EdDSA`, PS256, each with `kid`, `use` and
    /// `alg`.
    pub fn jwks(&self) -> Value {
        self.0.jwks.get_or_init(|| self.key_set(&self.0.own)).clone()
    }

    /// The public key as PEM `SubjectPublicKeyInfo`, with a last line feed.
    pub fn public_key_pem(&self, algorithm: Algorithm) -> String {
        der::pem("PUBLIC KEY", &self.0.own.public_der(algorithm))
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
            Algorithm::Ps256 => self
                .0
                .ps256_key_id
                .get_or_init(|| self.0.own.key_id(Algorithm::Ps256)),
        }
    }

    /// The key set with two RSA keys that no verifier should use: one of 1024 bits, one of the exponent 1.
    ///
    /// Without it nobody publishes the keys of the defects `rsa-small-key` and `rsa-exponent-one`; an issuer that
    /// serves it shows whether a resource server looks at the keys that it is given.
    pub fn weak_jwks(&self) -> Value {
        let mut set = self.jwks();
        if let Some(keys) = set["keys"].as_array_mut() {
            keys.extend(self.0.stranger.weak_jwks());
        }
        set
    }

    /// The public key as PEM `RSAPublicKey` (PKCS #1), with a last line feed.
    pub(crate) fn rsa_public_key_pem(&self) -> String {
        der::pem("RSA PUBLIC KEY", &self.0.own.rsa().public_der())
    }

    /// The stranger's self-signed certificate as PEM: what a server finds that follows `x5u`.
    pub fn stranger_certificate_pem(&self, algorithm: Algorithm) -> String {
        der::pem("CERTIFICATE", &self.stranger_certificate(algorithm))
    }

    /// The same as DER.
    pub(crate) fn stranger_certificate(&self, algorithm: Algorithm) -> Vec<u8> {
        certificate::self_signed(&self.0.stranger, algorithm, "stranger.example")
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

    /// The issuer's public number or point without any wrapping.
    pub(crate) fn public_raw(&self, algorithm: Algorithm) -> Vec<u8> {
        self.0.own.public_raw(algorithm)
    }

    /// The issuer's public key as it stands in the key set.
    pub fn public_jwk(&self, algorithm: Algorithm) -> Value {
        self.0.own.public_jwk(algorithm, self.key_id(algorithm))
    }

    /// The private half, in base64url, of the elliptic key for the algorithm of that name (RFC 7518 section 6.2.2.1,
    /// RFC 8037 section 2).
    pub(crate) fn private_half(&self, algorithm: &str) -> Option<String> {
        self.0
            .own
            .private_half(algorithm.parse().ok()?)
            .map(|bytes| jws::encode(&bytes))
    }

    /// An identifier of 32 hexadecimal digits for `label`, from the seed.
    pub(crate) fn identifier(&self, label: &str) -> String {
        random::identifier(self.0.seed, label)
    }

    /// 32 bytes in base64url for `label`, from the seed: the form of a thumbprint (RFC 7638 section 3).
    pub(crate) fn fingerprint(&self, label: &str) -> String {
        jws::encode(&random::bytes::<32>(self.0.seed, label))
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
            header_text: None,
            payload_text: None,
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
            header: draft
                .header_text
                .clone()
                .unwrap_or_else(|| draft.header.to_json()),
            payload: draft
                .payload_text
                .clone()
                .unwrap_or_else(|| draft.claims.to_json()),
            signature: Vec::new(),
        };
        let (algorithm, input) = (draft.token.algorithm, compact.signing_input());
        compact.signature = match &draft.signing {
            Signing::Own => self.0.own.sign(algorithm, input.as_bytes()),
            Signing::Stranger => self.0.stranger.sign(algorithm, input.as_bytes()),
            Signing::Hmac(secret) => hmac_sha256(secret, input.as_bytes()),
            // Both belong to the stranger: no attacker has a key of the issuer.
            Signing::SmallRsa => self.0.stranger.small_rsa().sign(input.as_bytes()),
            Signing::ExponentOne => self.0.stranger.rsa().sign_with_exponent_one(input.as_bytes()),
            Signing::Over(message) => self.0.own.sign(algorithm, message.as_bytes()),
            Signing::Bytes(bytes) => bytes.clone(),
        };
        compact
    }
}

/// Makes a defect of what is signed.
fn spoil_draft(draft: &mut Draft<'_>, how: &How) {
    match how {
        How::Audience(reshape) => draft.claims.set("aud", reshape(&draft.token.audience)),
        How::Scope(reshape) => match reshape(&draft.token.scopes.join(" ")) {
            Value::Null => draft.claims.remove("scope"),
            other => draft.claims.set("scope", other),
        },
        How::Subject(reshape) => draft.claims.set("sub", reshape(&draft.token.subject)),
        How::Unsigned(name) => {
            draft.header.set("alg", *name);
            draft.signing = Signing::Bytes(Vec::new());
        }
        How::Before(change) => change(draft),
        How::After(_) => {}
    }
}

fn hmac_sha256(secret: &[u8], message: &[u8]) -> Vec<u8> {
    use hmac::{Hmac, KeyInit, Mac};
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(secret).expect("HMAC takes a secret of any length");
    mac.update(message);
    mac.finalize().into_bytes().to_vec()
}
