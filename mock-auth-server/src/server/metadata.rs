//! What clients and resource servers learn about the issuer: metadata and keys.

use axum::http::HeaderValue;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::client::Method;
use super::form;
use super::reply::{self, OauthError};
use super::routes::Asked;
use super::settings::{ClientDocuments, IntrospectionCallers};
use super::tenant::Tenant;
use crate::keys::Algorithm;

/// The grants of the token endpoint.
pub(super) const GRANT_TYPES: [&str; 5] = [
    "authorization_code",
    "refresh_token",
    "client_credentials",
    "urn:ietf:params:oauth:grant-type:token-exchange",
    "urn:ietf:params:oauth:grant-type:jwt-bearer",
];

pub(super) fn jwks_uri(issuer: &str) -> String {
    format!("{issuer}/jwks.json")
}

pub(super) fn authorization_endpoint(issuer: &str) -> String {
    format!("{issuer}/authorize")
}

pub(super) fn token_endpoint(issuer: &str) -> String {
    format!("{issuer}/token")
}

pub(super) fn introspection_endpoint(issuer: &str) -> String {
    format!("{issuer}/introspect")
}

pub(super) fn revocation_endpoint(issuer: &str) -> String {
    format!("{issuer}/revoke")
}

pub(super) fn registration_endpoint(issuer: &str) -> String {
    format!("{issuer}/register")
}

/// The issuer's public keys. The first key set of a seed makes an RSA key, which would hold up other requests.
pub(super) async fn jwks(asked: &Asked) -> Response {
    let tenant = asked.tenant.clone();
    key_set(move || tenant.jwks()).await
}

/// Keys that the issuer does not own, for servers that follow a token's `jku`.
pub(super) async fn stranger_jwks(asked: &Asked) -> Response {
    let minter = asked.tenant.minter();
    key_set(move || minter.stranger_jwks()).await
}

/// The issuer's keys and two weak ones, for servers that are configured with it.
pub(super) async fn weak_jwks(asked: &Asked) -> Response {
    let minter = asked.tenant.minter();
    key_set(move || minter.weak_jwks()).await
}

/// The certificate of the stranger's key for the query's `alg`, without one for the algorithm of the tenant.
pub(super) async fn stranger_certificate(asked: &Asked) -> Result<Response, OauthError> {
    let query = form::fields(asked.head.uri.query().unwrap_or_default().as_bytes());
    let algorithm = match query.iter().find(|(name, _)| name == "alg") {
        None => asked.tenant.settings.algorithm,
        Some((_, name)) => name
            .parse()
            .map_err(|_| OauthError::refused("invalid_request", "there is no such alg"))?,
    };
    let minter = asked.tenant.minter();
    let pem = blocking(move || minter.stranger_certificate_pem(algorithm)).await;
    let content_type = [(
        CONTENT_TYPE,
        HeaderValue::from_static("application/pem-certificate-chain"),
    )];
    Ok((content_type, pem).into_response())
}

async fn key_set(build: impl FnOnce() -> Value + Send + 'static) -> Response {
    reply::json_body(&blocking(build).await)
}

/// What may need an RSA key, which takes a tenth of a second to make.
pub(super) async fn blocking<T: Send + 'static>(build: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(build)
        .await
        .expect("making keys neither panics nor is cancelled")
}

/// RFC 8414 section 2, with the additions of RFC 9207, RFC 9449 and RFC 9701: what is supported and nothing else.
pub(super) fn describe(tenant: &Tenant) -> Value {
    let issuer = tenant.issuer();
    let algorithms = Algorithm::ALL.map(Algorithm::name);
    let authenticated = &Method::NAMES[1..];
    let mut introspection_methods = authenticated.to_vec();
    if tenant.settings.introspection == IntrospectionCallers::Anybody {
        introspection_methods.insert(0, "none");
    }
    let mut metadata = json!({
        "issuer": issuer,
        "authorization_endpoint": authorization_endpoint(issuer),
        "token_endpoint": token_endpoint(issuer),
        "jwks_uri": jwks_uri(issuer),
        "registration_endpoint": registration_endpoint(issuer),
        "introspection_endpoint": introspection_endpoint(issuer),
        "revocation_endpoint": revocation_endpoint(issuer),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": GRANT_TYPES,
        "token_endpoint_auth_methods_supported": Method::NAMES,
        "token_endpoint_auth_signing_alg_values_supported": algorithms,
        "introspection_endpoint_auth_methods_supported": introspection_methods,
        "introspection_endpoint_auth_signing_alg_values_supported": algorithms,
        "introspection_signing_alg_values_supported": [tenant.settings.algorithm.name()],
        "revocation_endpoint_auth_methods_supported": Method::NAMES,
        "revocation_endpoint_auth_signing_alg_values_supported": algorithms,
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": true,
        "dpop_signing_alg_values_supported": algorithms,
        "client_id_metadata_document_supported":
            tenant.settings.client_documents != ClientDocuments::Off,
    });
    if !tenant.settings.scopes.is_empty() {
        metadata["scopes_supported"] = json!(tenant.settings.scopes);
    }
    metadata
}

/// `OpenID` Connect Discovery 1.0 section 4: the same, and what only `OpenID` asks for.
pub(super) fn describe_openid(tenant: &Tenant) -> Value {
    let mut metadata = describe(tenant);
    metadata["subject_types_supported"] = json!(["public"]);
    metadata["id_token_signing_alg_values_supported"] = json!([tenant.settings.algorithm.name()]);
    metadata
}
