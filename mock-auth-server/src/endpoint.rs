//! What an issuer answers, each under a name: for overrides and for hostile modes.

use std::fmt;
use std::str::FromStr;

use axum::http::Method;
use serde::{Deserialize, Serialize};

/// What a path of an issuer is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Endpoint {
    /// Authorization server metadata, RFC 8414 section 3.
    Metadata,
    /// `OpenID` Connect Discovery 1.0 section 4.
    OpenidMetadata,
    /// The issuer's public keys, RFC 7517 section 5.
    Jwks,
    /// Keys that the issuer does not own under the ids of its own, for servers that follow a token's `jku`.
    StrangerJwks,
    /// The certificate of such a key, for servers that follow a token's `x5u`.
    StrangerCertificate,
    /// The issuer's public keys and two that no verifier should use.
    WeakJwks,
    /// The authorization endpoint, RFC 6749 section 3.1.
    Authorize,
    /// The token endpoint, RFC 6749 section 3.2.
    Token,
    /// Introspection, RFC 7662.
    Introspect,
    /// Revocation, RFC 7009.
    Revoke,
    /// Dynamic client registration, RFC 7591.
    Register,
}

/// What follows the path of the tenant.
const APPENDED: [(&str, Endpoint); 10] = [
    ("/.well-known/openid-configuration", Endpoint::OpenidMetadata),
    ("/stranger/jwks.json", Endpoint::StrangerJwks),
    ("/stranger/certificate.pem", Endpoint::StrangerCertificate),
    ("/weak/jwks.json", Endpoint::WeakJwks),
    ("/jwks.json", Endpoint::Jwks),
    ("/authorize", Endpoint::Authorize),
    ("/token", Endpoint::Token),
    ("/introspect", Endpoint::Introspect),
    ("/revoke", Endpoint::Revoke),
    ("/register", Endpoint::Register),
];

/// What comes before the path of the tenant (RFC 8414 section 3.1).
const INSERTED: [(&str, Endpoint); 2] = [
    ("/.well-known/oauth-authorization-server", Endpoint::Metadata),
    ("/.well-known/openid-configuration", Endpoint::OpenidMetadata),
];

impl Endpoint {
    /// All of them, in the order above.
    pub const ALL: [Self; 11] = [
        Self::Metadata,
        Self::OpenidMetadata,
        Self::Jwks,
        Self::StrangerJwks,
        Self::StrangerCertificate,
        Self::WeakJwks,
        Self::Authorize,
        Self::Token,
        Self::Introspect,
        Self::Revoke,
        Self::Register,
    ];

    /// Every reading of a path, as the path of a tenant and what is asked of it; the first tenant that exists is
    /// meant.
    pub(crate) fn readings(path: &str) -> impl Iterator<Item = (&str, Self)> {
        let inserted = INSERTED
            .iter()
            .filter_map(move |(prefix, endpoint)| Some((path.strip_prefix(prefix)?, *endpoint)));
        let appended = APPENDED
            .iter()
            .filter_map(move |(suffix, endpoint)| Some((path.strip_suffix(suffix)?, *endpoint)));
        inserted.chain(appended)
    }

    pub(crate) fn takes(self, method: &Method) -> bool {
        let is_get = method == Method::GET || method == Method::HEAD;
        match self {
            Self::Metadata
            | Self::OpenidMetadata
            | Self::Jwks
            | Self::StrangerJwks
            | Self::StrangerCertificate
            | Self::WeakJwks => is_get,
            Self::Authorize => is_get || method == Method::POST,
            Self::Token | Self::Introspect | Self::Revoke | Self::Register => method == Method::POST,
        }
    }

    /// Its name in tables and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Metadata => "metadata",
            Self::OpenidMetadata => "openid-metadata",
            Self::Jwks => "jwks",
            Self::StrangerJwks => "stranger-jwks",
            Self::StrangerCertificate => "stranger-certificate",
            Self::WeakJwks => "weak-jwks",
            Self::Authorize => "authorization",
            Self::Token => "token",
            Self::Introspect => "introspection",
            Self::Revoke => "revocation",
            Self::Register => "registration",
        }
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self.name())
    }
}

/// The text names no endpoint.
#[derive(Debug, thiserror::Error)]
#[error("no endpoint {0:?}")]
pub struct UnknownEndpoint(String);

impl FromStr for Endpoint {
    type Err = UnknownEndpoint;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|endpoint| endpoint.name() == text)
            .ok_or_else(|| UnknownEndpoint(text.to_owned()))
    }
}

/// Whether a tenant may be at that path.
pub(crate) fn is_issuer_path(path: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"._~-".contains(&byte);
    path.is_empty()
        || path.strip_prefix('/').is_some_and(|segments| {
            segments.split('/').all(|segment| {
                !segment.is_empty() && !segment.starts_with('.') && segment.bytes().all(is_allowed)
            })
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn issuer_paths_are_plain_segments() {
        for path in ["", "/tenant", "/t/aud-wrong", "/a.b_c~d"] {
            assert!(is_issuer_path(path), "{path:?}");
        }
        for path in [
            "tenant",
            "/",
            "/tenant/",
            "//",
            "/a//b",
            "/{x}",
            "/a b",
            "/..",
            "/a?b",
            "/.well-known",
        ] {
            assert!(!is_issuer_path(path), "{path:?}");
        }
    }
}
