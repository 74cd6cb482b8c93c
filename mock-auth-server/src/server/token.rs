//! The token endpoint, RFC 6749 section 3.2: client credentials with resource indicators.

use std::array;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::body::Bytes;
use axum::extract::State as Shared;
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::form::Form;
use super::reply::{self, OauthError};
use super::{State, client};
use crate::clock::TOKEN_LIFETIME_S;
use crate::keys::Algorithm;
use crate::random;
use crate::token::Token;

const BUCKETS: usize = 1024;

/// Tells tokens apart that were asked for in the same words.
///
/// The identifier of a token comes from what was asked and from how often it was, never from one counter over all
/// requests: that would depend on the order in which concurrent requests arrive.
/// Memory is fixed: requests share counters by their digest.
pub(crate) struct Ordinals([AtomicU64; BUCKETS]);

impl Default for Ordinals {
    fn default() -> Self {
        Self(array::from_fn(|_| AtomicU64::new(0)))
    }
}

impl Ordinals {
    /// A name that no other token of this server has.
    fn name(&self, asked: &str) -> String {
        let digest = Sha256::digest(asked);
        let bucket = usize::from(u16::from_be_bytes([digest[0], digest[1]])) % BUCKETS;
        let ordinal = self.0[bucket].fetch_add(1, Ordering::Relaxed);
        format!("issued/{}/{ordinal}", random::hex(&digest))
    }
}

pub(super) async fn answer(
    Shared(state): Shared<Arc<State>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, OauthError> {
    let form = Form::read(&headers, &body, &["resource"])?;
    let client = client::authenticate(&headers, &form)?;
    match form.get("grant_type") {
        None => Err(OauthError::refused("invalid_request", "grant_type is missing")),
        Some("client_credentials") => {
            let missing = || OauthError::unknown_client("the client did not authenticate");
            client_credentials(&state, &client.ok_or_else(missing)?, &form)
        }
        Some(_) => Err(OauthError::refused(
            "unsupported_grant_type",
            "only client_credentials is supported",
        )),
    }
}

/// RFC 6749 section 4.4; the audience is the `resource` of RFC 8707, or the issuer where none is asked for.
fn client_credentials(state: &State, client: &str, form: &Form) -> Result<Response, OauthError> {
    let resources: Vec<&str> = form.all("resource").collect();
    if !resources.iter().all(|resource| is_resource(resource)) {
        return Err(OauthError::refused(
            "invalid_target",
            "a resource is an absolute URI without a fragment",
        ));
    }
    let scope = form.get("scope");
    if scope.is_some_and(|scope| !is_scope(scope)) {
        return Err(OauthError::refused(
            "invalid_scope",
            "a scope is words of printable ASCII joined by spaces",
        ));
    }
    let token = Token {
        name: state.issued.name(&json!([client, resources, scope]).to_string()),
        algorithm: Algorithm::Es256,
        subject: client.to_owned(),
        client_id: client.to_owned(),
        audience: state.minter.issuer().to_owned(),
        scopes: scope
            .map(|scope| scope.split(' ').map(str::to_owned).collect())
            .unwrap_or_default(),
    };
    let mut claims = state.minter.claims(&token);
    match resources.as_slice() {
        [] => {}
        [only] => claims["aud"] = json!(only),
        several => claims["aud"] = json!(several),
    }
    Ok(reply::private_json(&granted(
        &state.minter.mint_claims(token.algorithm, &claims),
        scope,
    )))
}

/// RFC 6749 section 5.1. The lifetime is the usual one also where a fixed clock makes tokens that live on.
fn granted(token: &str, scope: Option<&str>) -> Value {
    let mut body = json!({"access_token": token, "token_type": "Bearer", "expires_in": TOKEN_LIFETIME_S});
    if let Some(scope) = scope {
        body["scope"] = json!(scope);
    }
    body
}

/// RFC 8707 section 2.
fn is_resource(text: &str) -> bool {
    url::Url::parse(text).is_ok() && !text.contains('#')
}

/// RFC 6749 section 3.3.
fn is_scope(text: &str) -> bool {
    let is_scope_byte = |byte: u8| matches!(byte, 0x21 | 0x23..=0x5b | 0x5d..=0x7e);
    text.split(' ')
        .all(|word| !word.is_empty() && word.bytes().all(is_scope_byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_depend_on_what_was_asked_and_how_often() {
        let (one, two) = (Ordinals::default(), Ordinals::default());
        let first = one.name("a");
        assert_eq!(first, two.name("a"));
        assert_ne!(first, one.name("a"));
        assert_ne!(first, one.name("b"));
    }

    #[test]
    fn resources_are_absolute_and_have_no_fragment() {
        assert!(is_resource("https://host.example/mcp?tenant=1"));
        assert!(is_resource("urn:example:server"));
        for wrong in [
            "",
            "/mcp",
            "host.example/mcp",
            "https://host.example/#part",
            "https://host.example/#",
        ] {
            assert!(!is_resource(wrong), "{wrong:?}");
        }
    }

    #[test]
    fn scopes_are_words_without_quotes_and_backslashes() {
        assert!(is_scope("mcp:tools files.read"));
        for wrong in ["a  b", " a", "a\"b", "a\\b", "a\tb", "größe"] {
            assert!(!is_scope(wrong), "{wrong:?}");
        }
    }
}
