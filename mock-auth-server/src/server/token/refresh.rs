//! The grant `refresh_token`, RFC 6749 section 6; every refresh token is good once (RFC 9700 section 4.14.2).

use axum::response::Response;
use serde_json::json;

use super::super::client::{Client, Method};
use super::super::grant::{self, Grant};
use super::super::reply::{self, OauthError};
use super::{Request, issue, request, scope};

pub(super) fn answer(asked: &Request<'_>, client: &Client) -> Result<Response, OauthError> {
    let tenant = &asked.asked.tenant;
    let form = &asked.form;
    let token = form
        .get("refresh_token")
        .ok_or_else(|| OauthError::refused("invalid_request", "refresh_token is missing"))?;
    let (family, granted) = grant::grant_of(tenant, token, &client.id)?;
    // RFC 9449 section 5: only the refresh tokens of public clients are bound to a key.
    if client.method == Method::Nothing && granted.key.is_some() && granted.key != asked.key {
        return Err(OauthError::refused(
            "invalid_grant",
            "the refresh token is bound to another key",
        ));
    }
    let narrowed = Grant {
        resources: request::narrowed(form, &granted.resources)?,
        scope: scope::narrowed(tenant, form.get("scope"), granted.scope.as_deref())?,
        key: asked.key.clone(),
        ..granted
    };
    let next = grant::rotate(tenant, &family, token)
        .ok_or_else(|| OauthError::refused("invalid_grant", "the refresh token was used before"))?;
    let mut body = issue::family_token(tenant, &family, &narrowed);
    body["refresh_token"] = json!(next);
    Ok(reply::private_json(&body))
}
