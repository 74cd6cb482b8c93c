//! What a good access token says.

use crate::keys::Algorithm;

/// An access token to mint, in the terms of RFC 9068.
///
/// The issuer, the keys and the dates are the minter's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// The token's identifier `jti` derives from this name and the seed, and nothing else does: two tokens of
    /// different names are two tokens.
    pub name: String,
    /// What signs it.
    pub algorithm: Algorithm,
    /// `sub`: who the request speaks for.
    pub subject: String,
    /// `client_id`: the client the token was issued to.
    pub client_id: String,
    /// `aud`: the resource it is good at, as one string.
    pub audience: String,
    /// `scope`: joined by spaces; with none the claim is left out.
    pub scopes: Vec<String>,
}

impl Token {
    /// A token for the resource at `audience`: ES256, subject `alice`, client `proofhouse`, scope `mcp:tools`.
    pub fn for_resource(audience: &str) -> Self {
        Self {
            name: "token".to_owned(),
            algorithm: Algorithm::Es256,
            subject: "alice".to_owned(),
            client_id: "proofhouse".to_owned(),
            audience: audience.to_owned(),
            scopes: vec!["mcp:tools".to_owned()],
        }
    }
}
