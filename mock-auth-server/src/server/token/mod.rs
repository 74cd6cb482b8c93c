//! The token endpoint, RFC 6749 section 3.2.

mod assertion;
mod code;
mod exchange;
mod issue;
mod refresh;
pub(super) mod request;
pub(super) mod scope;

use std::sync::Arc;

use axum::response::Response;

use super::client::{self, Client};
use super::form::Form;
use super::grant::Grant;
use super::reply::{self, OauthError};
use super::routes::Asked;
use super::{dpop, metadata};

/// A token request whose client is known.
struct Request<'a> {
    asked: &'a Asked,
    form: Form,
    /// The thumbprint of the key that the request proves to hold.
    key: Option<String>,
}

/// Answers a token request.
pub(super) async fn answer(asked: &Asked) -> Result<Response, OauthError> {
    // `audience` may repeat as `resource` may (RFC 8693 section 2.1).
    let form = Form::read(&asked.head.headers, &asked.body, &["resource", "audience"])?;
    let url = metadata::token_endpoint(asked.tenant.issuer());
    let key = dpop::key_of(
        &asked.tenant,
        &asked.head.headers,
        asked.head.method.as_str(),
        &url,
    )?;
    let client = client::authenticate(asked, &form).await?;
    let request = Request { asked, form, key };
    let grant_type = request
        .form
        .get("grant_type")
        .ok_or_else(|| OauthError::refused("invalid_request", "grant_type is missing"))?;
    if !metadata::GRANT_TYPES.contains(&grant_type) {
        return Err(OauthError::refused(
            "unsupported_grant_type",
            "the grant type is not supported",
        ));
    }
    let is_assertion = grant_type.ends_with(":jwt-bearer");
    if is_assertion && client.is_none() {
        // RFC 7521 section 4.1: the client may stay unnamed.
        return assertion::answer(&request, None);
    }
    let client = client.ok_or_else(|| OauthError::unknown_client("the client did not authenticate"))?;
    if !client.may_use(grant_type) {
        return Err(OauthError::refused(
            "unauthorized_client",
            "the client may not use this grant",
        ));
    }
    if client.is_dpop_bound && request.key.is_none() {
        return Err(OauthError::refused(
            "invalid_dpop_proof",
            "this client must prove to hold its key",
        ));
    }
    match grant_type {
        "authorization_code" => code::answer(&request, &client),
        "refresh_token" => refresh::answer(&request, &client),
        "client_credentials" => client_credentials(&request, &client),
        _ if is_assertion => assertion::answer(&request, Some(&client)),
        _ => exchange::answer(&request, &client),
    }
}

/// RFC 6749 section 4.4; the audience is the `resource` of RFC 8707, or the issuer where none is asked for.
fn client_credentials(request: &Request<'_>, client: &Arc<Client>) -> Result<Response, OauthError> {
    if client.method == client::Method::Nothing {
        return Err(OauthError::refused(
            "unauthorized_client",
            "a public client has no credentials",
        ));
    }
    let tenant = &request.asked.tenant;
    let grant = Grant {
        client_id: client.id.clone(),
        subject: client.id.clone(),
        resources: request::resources(&request.form)?,
        scope: scope::known(tenant, request.form.get("scope"))?,
        key: request.key.clone(),
        actor: None,
    };
    Ok(reply::private_json(&issue::access_token(tenant, &grant).answer))
}
