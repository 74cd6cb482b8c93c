//! The grant `authorization_code`, RFC 6749 section 4.1.3, with PKCE (RFC 7636 section 4.6).

use axum::response::Response;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::super::client::Client;
use super::super::grant::{self, Code, Family, Grant};
use super::super::reply::{self, OauthError};
use super::{Request, issue, request, scope};
use crate::jws;

pub(super) fn answer(asked: &Request<'_>, client: &Client) -> Result<Response, OauthError> {
    let tenant = &asked.asked.tenant;
    let form = &asked.form;
    let text = form
        .get("code")
        .ok_or_else(|| OauthError::refused("invalid_request", "code is missing"))?;
    let (granted, nonce) = redeem(asked, client, text)?;
    let narrowed = Grant {
        resources: request::narrowed(form, &granted.resources)?,
        scope: scope::narrowed(tenant, form.get("scope"), granted.scope.as_deref())?,
        ..granted.clone()
    };
    let mut body = issue::family_token(tenant, text, &narrowed);
    if client.may_use("refresh_token") {
        body["refresh_token"] = json!(grant::refresh_token(tenant, text, 0));
    }
    if granted
        .scope
        .as_deref()
        .is_some_and(|scope| scope.split(' ').any(|word| word == "openid"))
    {
        body["id_token"] = json!(issue::id_token(tenant, &granted, nonce.as_deref()));
    }
    Ok(reply::private_json(&body))
}

/// What the code grants; it is used up, unless the request is wrong. The second use of a code revokes what came of the
/// first (RFC 6749 section 4.1.2).
fn redeem(asked: &Request<'_>, client: &Client, text: &str) -> Result<(Grant, Option<String>), OauthError> {
    let tenant = &asked.asked.tenant;
    let now = tenant.now();
    let mut store = tenant.store();
    let code = store
        .codes
        .get_mut(text)
        .ok_or_else(|| refused("the code is not one of ours"))?;
    if code.is_spent {
        drop(store);
        grant::revoke(tenant, text);
        return Err(refused("the code was used before; what came of it is revoked"));
    }
    check(asked, client, code, now)?;
    request::narrowed(&asked.form, &code.grant.resources)?;
    scope::narrowed(tenant, asked.form.get("scope"), code.grant.scope.as_deref())?;
    code.is_spent = true;
    let granted = Grant {
        key: asked.key.clone(),
        ..code.grant.clone()
    };
    let nonce = code.nonce.clone();
    store
        .families
        .insert(text.to_owned(), Family::new(granted.clone()));
    Ok((granted, nonce))
}

/// Whether the code is this client's, for this redirect URI, in time, and the verifier is the challenge's.
fn check(asked: &Request<'_>, client: &Client, code: &Code, now: i64) -> Result<(), OauthError> {
    let form = &asked.form;
    if code.grant.client_id != client.id {
        return Err(refused("the code is another client's"));
    }
    if code.expires <= now {
        return Err(refused("the code is out of time"));
    }
    // OAuth 2.1 no longer sends it; where it is sent it must be the same.
    if form
        .get("redirect_uri")
        .is_some_and(|uri| uri != code.redirect_uri)
    {
        return Err(refused(
            "the redirect_uri is not that of the authorization request",
        ));
    }
    let verifier = form
        .get("code_verifier")
        .ok_or_else(|| OauthError::refused("invalid_request", "code_verifier is missing"))?;
    if !is_verifier(verifier) || jws::encode(&Sha256::digest(verifier)) != code.challenge {
        return Err(refused("the code_verifier does not fit the code_challenge"));
    }
    if code.grant.key.is_some() && code.grant.key != asked.key {
        return Err(refused("the code is bound to another key"));
    }
    Ok(())
}

/// RFC 7636 section 4.1.
fn is_verifier(text: &str) -> bool {
    (43..=128).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte))
}

fn refused(says: &'static str) -> OauthError {
    OauthError::refused("invalid_grant", says)
}
