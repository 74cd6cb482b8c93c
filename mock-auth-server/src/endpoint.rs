//! What an issuer answers, each under a name: for overrides and for hostile modes.

use std::fmt;
use std::str::FromStr;

/// What a path of an issuer is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
