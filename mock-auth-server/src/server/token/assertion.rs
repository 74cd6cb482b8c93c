//! The grant `jwt-bearer`, RFC 7523 section 2.1: an issuer that is trusted says who the token is to speak for.

use axum::response::Response;

use super::super::client::{self, Client};
use super::super::grant::Grant;
use super::super::jwt::Jwt;
use super::super::reply::{self, OauthError};
use super::super::trust;
use super::{Request, issue, request, scope};

pub(super) fn answer(
    asked: &Request<'_>,
    client: Option<&std::sync::Arc<Client>>,
) -> Result<Response, OauthError> {
    let tenant = &asked.asked.tenant;
    let form = &asked.form;
    let text = form
        .get("assertion")
        .ok_or_else(|| OauthError::refused("invalid_request", "assertion is missing"))?;
    let jwt = Jwt::read(text).ok_or_else(|| refused("the assertion is not a signed JWT"))?;
    if !trust::is_vouched_for(asked.asked, &jwt, text) {
        return Err(refused(
            "the assertion is not signed by an issuer that is trusted",
        ));
    }
    if !client::is_for_us(tenant, &jwt) {
        return Err(refused("the assertion is for another audience"));
    }
    if !jwt.is_in_time(tenant.now()) {
        return Err(refused("the assertion is out of time"));
    }
    let subject = jwt
        .claim("sub")
        .ok_or_else(|| refused("the assertion has no subject"))?;
    let client_id = client.map_or(subject, |client| &client.id);
    if jwt.claim("client_id").is_some_and(|bound| bound != client_id) {
        return Err(refused("the assertion was given to another client"));
    }
    if let Some(id) = jwt.claim("jti")
        && tenant.saw_before(&format!("grant/{}/{id}", jwt.claim("iss").unwrap_or_default()))
    {
        return Err(refused("the assertion was used before"));
    }
    let grant = Grant {
        client_id: client_id.to_owned(),
        subject: subject.to_owned(),
        resources: request::narrowed(form, &trust::resources(&jwt))?,
        scope: match jwt.claim("scope") {
            Some(granted) => scope::narrowed(tenant, form.get("scope"), Some(granted))?,
            None => scope::known(tenant, form.get("scope"))?,
        },
        key: asked.key.clone(),
        actor: None,
    };
    Ok(reply::private_json(&issue::access_token(tenant, &grant).answer))
}

fn refused(says: &'static str) -> OauthError {
    OauthError::refused("invalid_grant", says)
}
