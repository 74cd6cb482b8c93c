//! Token introspection, RFC 7662.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State as Shared;
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::{Value, json};

use super::form::Form;
use super::reply::{self, OauthError};
use super::{State, client};

/// Says of a token whether this issuer signed it and it is in time, and then what it claims.
///
/// RFC 7662 section 2.1 demands that the caller authenticates. Credentials that are given must be right, yet none
/// are demanded: they would be public ones, and several servers under test are built to send none.
pub(super) async fn answer(
    Shared(state): Shared<Arc<State>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, OauthError> {
    let form = Form::read(&headers, &body, &[])?;
    client::authenticate(&headers, &form)?;
    let token = form
        .get("token")
        .ok_or_else(|| OauthError::refused("invalid_request", "token is missing"))?;
    let known = state.minter.verify(token);
    Ok(reply::private_json(
        &known.map_or_else(|| json!({"active": false}), describe),
    ))
}

/// RFC 7662 section 2.2: the claims of the token, and that it is active.
fn describe(mut claims: Value) -> Value {
    claims["active"] = json!(true);
    claims["token_type"] = json!("Bearer");
    claims
}
