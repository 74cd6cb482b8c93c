//! Which token a request brings, without printing it.

use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use base64::{Engine, alphabet};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::random;

/// Reads what was meant to be base64url, padded or not, canonical or not.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::URL_SAFE,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// How many bytes of a digest name a token.
const DIGEST_BYTES: usize = 8;

/// What a token is in a request for, by the parameter that brings it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenRole {
    /// `code`: an authorization code.
    Code,
    /// `refresh_token`.
    RefreshToken,
    /// `subject_token`: on whose behalf a token is exchanged.
    SubjectToken,
    /// `actor_token`: who acts.
    ActorToken,
    /// `assertion`: a grant.
    Assertion,
    /// `client_assertion`: who the client is.
    ClientAssertion,
    /// `token`: what is introspected or revoked.
    Token,
    /// `access_token` as a parameter (RFC 6750 section 2).
    AccessToken,
    /// `software_statement` of a registration.
    SoftwareStatement,
    /// The token of an `Authorization` header.
    Authorization,
}

impl TokenRole {
    /// Those that are parameters, with their names.
    pub(super) const PARAMETERS: [(&'static str, Self); 8] = [
        ("code", Self::Code),
        ("refresh_token", Self::RefreshToken),
        ("subject_token", Self::SubjectToken),
        ("actor_token", Self::ActorToken),
        ("assertion", Self::Assertion),
        ("client_assertion", Self::ClientAssertion),
        ("token", Self::Token),
        ("access_token", Self::AccessToken),
    ];
}

/// A code, token or assertion in a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokenSeen {
    /// What it is there for.
    pub role: TokenRole,
    /// Which one it is.
    pub identity: TokenIdentity,
    /// The type that the request gives it, such as `subject_token_type`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub declared_type: Option<String>,
    /// What it claims, where it is a JWT. Nothing of it is verified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claims: Option<TokenClaims>,
}

/// Which token it is, without giving it away.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenIdentity {
    /// The `jti` of a JWT.
    Jti(String),
    /// The first 16 hexadecimal digits of the SHA-256 of any other token.
    Digest(String),
}

/// Claims of a JWT that say which one it is. A claim that is no text is given as JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TokenClaims {
    /// `typ` of the header.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub typ: Option<String>,
    /// `alg` of the header.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alg: Option<String>,
    /// `iss`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iss: Option<String>,
    /// `sub`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sub: Option<String>,
    /// `aud`, one text or several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub aud: Vec<String>,
    /// `client_id`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
}

impl TokenIdentity {
    /// The identity of a token.
    pub fn of(token: &str) -> Self {
        let jti = decode(token).and_then(|(_, claims)| text_of(&claims, "jti"));
        jti.map_or_else(|| digest(token), Self::Jti)
    }
}

impl TokenSeen {
    /// Reads a token in that role.
    pub(super) fn read(role: TokenRole, token: &str, declared_type: Option<String>) -> Self {
        Self {
            role,
            identity: TokenIdentity::of(token),
            declared_type,
            claims: decode(token).map(|(header, claims)| TokenClaims {
                typ: text_of(&header, "typ"),
                alg: text_of(&header, "alg"),
                iss: text_of(&claims, "iss"),
                sub: text_of(&claims, "sub"),
                aud: match &claims["aud"] {
                    Value::Array(several) => several.iter().map(shown).collect(),
                    _ => text_of(&claims, "aud").into_iter().collect(),
                },
                client_id: text_of(&claims, "client_id"),
            }),
        }
    }
}

fn digest(token: &str) -> TokenIdentity {
    TokenIdentity::Digest(random::hex(&Sha256::digest(token)[..DIGEST_BYTES]))
}

/// Header and claims, where both are JSON objects; the signature may be anything.
pub(super) fn decode(token: &str) -> Option<(Value, Value)> {
    let mut segments = token.split('.');
    let mut object = || -> Option<Value> {
        let bytes = LENIENT.decode(segments.next()?).ok()?;
        let value: Value = serde_json::from_slice(&bytes).ok()?;
        value.is_object().then_some(value)
    };
    Some((object()?, object()?))
}

/// The member as a text; nothing where it is null or not there.
pub(super) fn text_of(object: &Value, name: &str) -> Option<String> {
    object.get(name).filter(|value| !value.is_null()).map(shown)
}

/// A text as it is, any other value as JSON.
pub(super) fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
