//! What clients and resource servers learn about the issuer: metadata and keys.

use std::sync::Arc;

use axum::extract::State as Shared;
use axum::response::Response;
use serde_json::{Value, json};

use super::{State, reply};
use crate::keys::Algorithm;

const CLIENT_METHODS: [&str; 2] = ["client_secret_basic", "client_secret_post"];

pub(super) fn jwks_uri(issuer: &str) -> String {
    format!("{issuer}/jwks.json")
}

pub(super) fn token_endpoint(issuer: &str) -> String {
    format!("{issuer}/token")
}

pub(super) fn introspection_endpoint(issuer: &str) -> String {
    format!("{issuer}/introspect")
}

/// RFC 8414 section 3.
pub(super) async fn authorization_server(Shared(state): Shared<Arc<State>>) -> Response {
    reply::json_body(&describe(state.minter.issuer()))
}

/// `OpenID` Connect Discovery 1.0 section 4: the same, and what only `OpenID` asks for.
pub(super) async fn openid(Shared(state): Shared<Arc<State>>) -> Response {
    let mut metadata = describe(state.minter.issuer());
    metadata["subject_types_supported"] = json!(["public"]);
    metadata["id_token_signing_alg_values_supported"] = json!(Algorithm::ALL.map(Algorithm::name));
    reply::json_body(&metadata)
}

/// The issuer's public keys.
pub(super) async fn jwks(Shared(state): Shared<Arc<State>>) -> Response {
    key_set(state, |state| state.minter.jwks()).await
}

/// Keys that the issuer does not own, for servers that follow a token's `jku`.
pub(super) async fn stranger_jwks(Shared(state): Shared<Arc<State>>) -> Response {
    key_set(state, |state| state.minter.stranger_jwks()).await
}

/// The first key set of a seed makes an RSA key, which would hold up the other requests.
async fn key_set(state: Arc<State>, build: fn(&State) -> Value) -> Response {
    let keys = tokio::task::spawn_blocking(move || build(&state)).await;
    reply::json_body(&keys.expect("making a key set neither panics nor is cancelled"))
}

fn describe(issuer: &str) -> Value {
    json!({
        "issuer": issuer,
        "token_endpoint": token_endpoint(issuer),
        "jwks_uri": jwks_uri(issuer),
        "introspection_endpoint": introspection_endpoint(issuer),
        "response_types_supported": [],
        "grant_types_supported": ["client_credentials"],
        "token_endpoint_auth_methods_supported": CLIENT_METHODS,
        "introspection_endpoint_auth_methods_supported": CLIENT_METHODS,
        "code_challenge_methods_supported": ["S256"],
    })
}
