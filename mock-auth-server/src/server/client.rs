//! The clients, and who of them asks: authentication by secret, by signed assertion, or not at all.

use std::sync::Arc;

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::form::Form;
use super::jwt::Jwt;
use super::reply::OauthError;
use super::routes::Asked;
use super::tenant::Tenant;
use super::{client_document, metadata};

/// The secret that every client id is known by, beside the secrets of `TEST_CLIENTS`. It is public.
pub const TEST_CLIENT_SECRET: &str = "proofhouse-test-secret";

/// Clients with secrets of their own, as id and secret. They are public.
pub const TEST_CLIENTS: [(&str, &str); 2] = [
    ("proofhouse", "proofhouse-test-secret"),
    ("resource-server", "resource-server-test-secret"),
];

/// Where the test clients let the browser return to, on any port.
const TEST_REDIRECT_URIS: [&str; 3] = [
    "http://127.0.0.1/callback",
    "http://localhost/callback",
    "http://[::1]/callback",
];

/// RFC 7523 section 2.2.
pub(super) const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// How a client proves who it is (RFC 7591 section 2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Method {
    Nothing,
    Basic,
    Post,
    PrivateKey,
    /// A secret, in either place: of the clients that nobody registered.
    AnySecret,
}

impl Method {
    pub(super) const NAMES: [&str; 4] = [
        "none",
        "client_secret_basic",
        "client_secret_post",
        "private_key_jwt",
    ];

    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "none" => Self::Nothing,
            "client_secret_basic" => Self::Basic,
            "client_secret_post" => Self::Post,
            "private_key_jwt" => Self::PrivateKey,
            _ => return None,
        })
    }

    pub(super) fn has_secret(self) -> bool {
        matches!(self, Self::Basic | Self::Post | Self::AnySecret)
    }
}

/// A client that the tenant knows.
#[derive(Clone, Debug)]
pub(super) struct Client {
    pub(super) id: String,
    /// What a person calls it.
    pub(super) name: String,
    pub(super) method: Method,
    pub(super) secrets: Vec<String>,
    pub(super) redirect_uris: Vec<String>,
    /// The grants it may use; all of them where it was never registered.
    pub(super) grant_types: Option<Vec<String>>,
    /// Its public keys, for `private_key_jwt`.
    pub(super) jwks: Value,
    /// Where they are, if they are not in `jwks`.
    pub(super) jwks_uri: Option<String>,
    /// Whether its tokens are bound to a key always (RFC 9449 section 5.2).
    pub(super) is_dpop_bound: bool,
}

impl Client {
    /// A client that nobody registered: known by the common secret.
    fn unregistered(id: &str) -> Self {
        let mut secrets = vec![TEST_CLIENT_SECRET.to_owned()];
        let own = TEST_CLIENTS.iter().filter(|(known, _)| *known == id);
        secrets.extend(own.map(|(_, secret)| (*secret).to_owned()));
        let is_test_client = secrets.len() > 1;
        Self {
            id: id.to_owned(),
            name: id.to_owned(),
            method: Method::AnySecret,
            secrets,
            redirect_uris: TEST_REDIRECT_URIS
                .iter()
                .filter(|_| is_test_client)
                .map(|uri| (*uri).to_owned())
                .collect(),
            grant_types: None,
            jwks: Value::Null,
            jwks_uri: None,
            is_dpop_bound: false,
        }
    }

    /// Whether it may use that grant.
    pub(super) fn may_use(&self, grant_type: &str) -> bool {
        self.grant_types
            .as_ref()
            .is_none_or(|known| known.iter().any(|one| one == grant_type))
    }

    fn accepts(&self, method: Method, secret: &str) -> bool {
        (self.method == method || self.method == Method::AnySecret)
            && self.secrets.iter().any(|known| known == secret)
    }
}

/// The client of that id: registered, described by a document, or known by the common secret.
pub(super) async fn find(tenant: &Tenant, id: &str) -> Result<Arc<Client>, OauthError> {
    if let Some(known) = tenant.store().clients.get(id) {
        return Ok(Arc::clone(known));
    }
    if client_document::is_document_url(tenant, id) {
        // Apart, because it is seldom done and every request has room for what is not.
        return Box::pin(client_document::fetch(tenant, id)).await;
    }
    Ok(Arc::new(Client::unregistered(id)))
}

/// The client, once its credentials are seen to be right; nothing when the request names no client at all.
///
/// A public client (`none`) needs no more than its id.
pub(super) async fn authenticate(asked: &Asked, form: &Form) -> Result<Option<Arc<Client>>, OauthError> {
    let basic = basic_credentials(&asked.head.headers)?;
    let secret = form.get("client_secret");
    let assertion = form.get("client_assertion");
    let ways = [basic.is_some(), secret.is_some(), assertion.is_some()];
    if ways.iter().filter(|is_used| **is_used).count() > 1 {
        return Err(OauthError::refused(
            "invalid_request",
            "the client authenticates in two ways",
        ));
    }
    let named = form.get("client_id");
    if let Some(assertion) = assertion {
        return by_assertion(asked, form, named, assertion).await.map(Some);
    }
    let (id, secret, method) = match (basic, named, secret) {
        (Some((id, secret)), named, _) => {
            if named.is_some_and(|other| other != id) {
                return Err(OauthError::refused("invalid_request", "two client ids are given"));
            }
            (id, secret, Method::Basic)
        }
        (None, Some(id), Some(secret)) => (id.to_owned(), secret.to_owned(), Method::Post),
        (None, Some(id), None) => return public(asked, id).await.map(Some),
        (None, None, Some(_)) => {
            return Err(OauthError::unknown_client("there is a secret and no client_id"));
        }
        (None, None, None) => return Ok(None),
    };
    let client = find(&asked.tenant, &id).await?;
    if id.is_empty() || !client.accepts(method, &secret) {
        return Err(OauthError::unknown_client(
            "the secret is not the client's, or not sent as registered",
        ));
    }
    Ok(Some(client))
}

async fn public(asked: &Asked, id: &str) -> Result<Arc<Client>, OauthError> {
    let client = find(&asked.tenant, id).await?;
    if client.method == Method::Nothing {
        return Ok(client);
    }
    Err(OauthError::unknown_client("the client did not authenticate"))
}

/// RFC 7523 section 3: issued by the client, about itself, for us, signed, in time and used once.
async fn by_assertion(
    asked: &Asked,
    form: &Form,
    named: Option<&str>,
    assertion: &str,
) -> Result<Arc<Client>, OauthError> {
    let refused = OauthError::unknown_client;
    if form.get("client_assertion_type") != Some(ASSERTION_TYPE) {
        return Err(refused("the type of the client assertion is not jwt-bearer"));
    }
    let jwt = Jwt::read(assertion).ok_or_else(|| refused("the client assertion is not a signed JWT"))?;
    let id = jwt.claim("sub").unwrap_or_default();
    if id.is_empty() || jwt.claim("iss") != Some(id) || named.is_some_and(|other| other != id) {
        return Err(refused("the client assertion is not the client's own"));
    }
    if !is_for_us(&asked.tenant, &jwt) {
        return Err(refused("the client assertion is for another audience"));
    }
    if !jwt.is_in_time(asked.tenant.now()) {
        return Err(refused("the client assertion is out of time"));
    }
    let client = find(&asked.tenant, id).await?;
    let is_signed = client.method == Method::PrivateKey
        && match &client.jwks_uri {
            None => jwt.is_signed_by_one_of(&client.jwks),
            Some(uri) => jwt.is_signed_by_one_of(&client_document::fetch_keys(&asked.tenant, uri).await?),
        };
    if !is_signed {
        return Err(refused(
            "the client assertion is not signed by a key of the client",
        ));
    }
    if let Some(token_id) = jwt.claim("jti")
        && asked.tenant.saw_before(&format!("assertion/{id}/{token_id}"))
    {
        return Err(refused("the client assertion was used before"));
    }
    Ok(client)
}

/// The issuer, or the endpoint that assertions are sent to (RFC 7523 section 3).
pub(super) fn is_for_us(tenant: &Tenant, jwt: &Jwt) -> bool {
    jwt.is_for(tenant.issuer()) || jwt.is_for(&metadata::token_endpoint(tenant.issuer()))
}

fn basic_credentials(headers: &HeaderMap) -> Result<Option<(String, String)>, OauthError> {
    headers
        .get(AUTHORIZATION)
        .map(|value| {
            read_basic(value.as_bytes()).ok_or_else(|| {
                OauthError::unknown_client("the Authorization header is not Basic with an id and a secret")
            })
        })
        .transpose()
}

/// `client_secret_basic`: both parts are form-encoded before base64 (RFC 6749 section 2.3.1).
pub(crate) fn read_basic(value: &[u8]) -> Option<(String, String)> {
    let (scheme, credentials) = std::str::from_utf8(value).ok()?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = String::from_utf8(STANDARD.decode(credentials.trim()).ok()?).ok()?;
    let (id, secret) = decoded.split_once(':')?;
    Some((form_decode(id)?, form_decode(secret)?))
}

fn form_decode(text: &str) -> Option<String> {
    let spaced = text.replace('+', " ");
    percent_decode_str(&spaced)
        .decode_utf8()
        .ok()
        .map(std::borrow::Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn basic_credentials_are_form_decoded() {
        let value = format!("basic {}", STANDARD.encode("https%3A%2F%2Fclient.example:a+b%3A"));
        assert_eq!(
            read_basic(value.as_bytes()),
            Some(("https://client.example".to_owned(), "a b:".to_owned()))
        );
        assert_eq!(read_basic(b"Bearer abc"), None);
        assert_eq!(read_basic(b"Basic ???"), None);
    }

    #[test]
    fn any_client_is_known_by_the_common_secret_and_no_other() {
        let knows = |id, secret| Client::unregistered(id).accepts(Method::Post, secret);
        assert!(knows("somebody", TEST_CLIENT_SECRET));
        assert!(!knows("somebody", "resource-server-test-secret"));
        assert!(knows("resource-server", "resource-server-test-secret"));
    }
}
