//! What a request says in the words of OAuth.
//!
//! The server refuses what is wrong; a judge wants to know what was asked all the same. So the reading never refuses:
//! what repeats, contradicts itself or cannot be parsed is said as such. Secrets are not in it.

mod client;
mod read;
mod registration;
mod token;

use serde::{Deserialize, Serialize};

use crate::endpoint::Endpoint;

pub(crate) use read::read;
pub use registration::Registration;
pub use token::{TokenClaims, TokenIdentity, TokenRole, TokenSeen};

/// What a request says, by its method, path, query, headers and body alone.
///
/// A text that is empty counts as left out (RFC 6749 section 3.2). Of a parameter that occurs several times and may
/// not, the first value stands here and the name in `repeated`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Meaning {
    /// The path of the issuer that was asked, empty for the one without a path; whether it exists, the answer says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
    /// What was asked of it; nothing where the path is none of ours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<Endpoint>,
    /// `grant_type`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grant_type: Option<String>,
    /// `response_type`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response_type: Option<String>,
    /// Every client id that the request names, each once; two of them contradict each other.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub client_ids: Vec<String>,
    /// Every way in which the client authenticates; RFC 6749 section 2.3 allows one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub authentication: Vec<Authentication>,
    /// Every `resource`, RFC 8707.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub resources: Vec<String>,
    /// Every `audience`, RFC 8693.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub audiences: Vec<String>,
    /// `scope`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// `redirect_uri`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redirect_uri: Option<String>,
    /// The proof key for code exchange, where the request has a part of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pkce: Option<Pkce>,
    /// Whether there is a `state`.
    #[serde(skip_serializing_if = "is_false")]
    pub has_state: bool,
    /// Every code, token and assertion, in the order of `TokenRole`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tokens: Vec<TokenSeen>,
    /// `token_type_hint`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_type_hint: Option<String>,
    /// `requested_token_type`, RFC 8693.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requested_token_type: Option<String>,
    /// What the first `DPoP` proof says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dpop: Option<DpopProof>,
    /// The scheme of the `Authorization` header, as sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authorization_scheme: Option<String>,
    /// What a client registers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub registration: Option<Registration>,
    /// Parameters and headers that occur more than once and may not (RFC 6749 sections 3.1 and 3.2), by name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub repeated: Vec<String>,
    /// Parameters of the query that are secret or bear a secret, by name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub secrets_in_query: Vec<String>,
    /// What could not be parsed, a phrase each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unreadable: Vec<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
fn is_false(fact: &bool) -> bool {
    !fact
}

/// How a client authenticates, by the names of RFC 7591 section 2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Authentication {
    /// It names itself and proves nothing, where it could.
    None,
    /// By a secret in the `Authorization` header.
    ClientSecretBasic,
    /// By a secret among the parameters.
    ClientSecretPost,
    /// By an assertion with a message authentication code.
    ClientSecretJwt,
    /// By an assertion with a signature, or an unsigned one.
    PrivateKeyJwt,
}

/// A part of the proof key for code exchange, RFC 7636.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pkce {
    /// A challenge, and its method as sent; `plain` where it was left out (section 4.3).
    Challenge(String),
    /// The verifier.
    Verifier,
}

/// What a `DPoP` proof says, RFC 9449 section 4.2. Nothing of it is verified; a proof that cannot be read is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DpopProof {
    /// `htm`, the method it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub htm: Option<String>,
    /// `htu`, the URL it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub htu: Option<String>,
    /// `jti`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jti: Option<String>,
    /// `nonce`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nonce: Option<String>,
    /// `ath`, the digest of the access token that it goes with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ath: Option<String>,
}

impl Meaning {
    /// The first token in that role.
    pub fn token(&self, role: TokenRole) -> Option<&TokenSeen> {
        self.tokens.iter().find(|token| token.role == role)
    }

    /// Whether any token in it is that one.
    pub fn mentions(&self, identity: &TokenIdentity) -> bool {
        self.tokens.iter().any(|token| token.identity == *identity)
    }
}
