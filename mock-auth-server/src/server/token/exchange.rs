//! Token exchange, RFC 8693: one token for another, narrower one.
//!
//! Asked for a grant to show to another authorization server (an identity assertion, as enterprise-managed
//! authorization uses it), it gives that instead of an access token.

use axum::response::Response;
use serde_json::{Value, json};

use super::super::client::Client;
use super::super::grant::Grant;
use super::super::jwt::Jwt;
use super::super::reply::{self, OauthError};
use super::super::trust;
use super::{Request, issue, request, scope};

/// RFC 8693 section 3.
const ACCESS_TOKEN: &str = "urn:ietf:params:oauth:token-type:access_token";
const ID_TOKEN: &str = "urn:ietf:params:oauth:token-type:id_token";
const JWT: &str = "urn:ietf:params:oauth:token-type:jwt";
/// Of the draft on identity assertion grants.
const ID_JAG: &str = "urn:ietf:params:oauth:token-type:id-jag";

pub(super) fn answer(asked: &Request<'_>, client: &Client) -> Result<Response, OauthError> {
    let tenant = &asked.asked.tenant;
    let form = &asked.form;
    let subject = claims_of(asked, "subject_token", "subject_token_type")?
        .ok_or_else(|| refused("subject_token is missing"))?;
    let actor = claims_of(asked, "actor_token", "actor_token_type")?;
    let scope = match subject["scope"].as_str() {
        Some(granted) => scope::narrowed(tenant, form.get("scope"), Some(granted))?,
        None => scope::known(tenant, form.get("scope"))?,
    };
    let grant = Grant {
        client_id: client.id.clone(),
        subject: subject["sub"].as_str().unwrap_or_default().to_owned(),
        resources: request::resources(form)?,
        scope,
        key: asked.key.clone(),
        actor: actor.map(|actor| acting(&actor, &subject)),
    };
    match form.get("requested_token_type").unwrap_or(ACCESS_TOKEN) {
        // What we issue is a JWT anyway, and where it is opaque it is no JWT.
        kind @ (ACCESS_TOKEN | JWT) => {
            let grant = with_audiences(form.all("audience"), grant)?;
            let mut body = issue::access_token(tenant, &grant).answer;
            body["issued_token_type"] = json!(kind);
            Ok(reply::private_json(&body))
        }
        ID_JAG => identity_assertion(asked, &grant),
        _ => Err(refused("the requested_token_type is not supported")),
    }
}

/// RFC 8693 section 4.1: who acts, and who acted before.
fn acting(actor: &Value, subject: &Value) -> Value {
    let mut act = json!({"sub": actor["sub"]});
    if let Some(earlier) = subject.get("act") {
        act["act"] = earlier.clone();
    }
    act
}

/// RFC 8693 section 2.1: an audience is a target by its name, as a resource is one by its location.
fn with_audiences<'a>(
    audiences: impl Iterator<Item = &'a str>,
    mut grant: Grant,
) -> Result<Grant, OauthError> {
    for audience in audiences {
        if audience.len() > 2048 {
            return Err(OauthError::refused("invalid_target", "an audience is too long"));
        }
        grant.resources.push(audience.to_owned());
    }
    Ok(grant)
}

/// A grant of the type `jwt-bearer` for the authorization server that `audience` names.
fn identity_assertion(asked: &Request<'_>, grant: &Grant) -> Result<Response, OauthError> {
    let tenant = &asked.asked.tenant;
    let audiences: Vec<&str> = asked.form.all("audience").collect();
    let &[audience] = audiences.as_slice() else {
        return Err(refused("an identity assertion is for exactly one audience"));
    };
    let minter = tenant.minter();
    let question = json!([
        grant.client_id,
        grant.subject,
        audience,
        grant.resources,
        grant.scope
    ]);
    let mut claims = minter.claims(&crate::Token::for_resource(audience));
    claims["sub"] = json!(grant.subject);
    claims["client_id"] = json!(grant.client_id);
    claims["jti"] = json!(tenant.identifier("id-jag", &question.to_string()));
    match &grant.scope {
        Some(scope) => claims["scope"] = json!(scope),
        None => {
            claims.as_object_mut().map(|members| members.remove("scope"));
        }
    }
    match grant.resources.as_slice() {
        [] => {}
        [only] => claims["resource"] = json!(only),
        several => claims["resource"] = json!(several),
    }
    let token = minter.mint_typed(tenant.settings.algorithm, "oauth-id-jag+jwt", &claims);
    let mut body = json!({
        "access_token": token,
        "issued_token_type": ID_JAG,
        "token_type": "N_A",
        "expires_in": crate::TOKEN_LIFETIME_S,
    });
    if let Some(scope) = &grant.scope {
        body["scope"] = json!(scope);
    }
    Ok(reply::private_json(&body))
}

/// The claims of the token in that field; nothing where there is none.
fn claims_of(asked: &Request<'_>, field: &str, type_field: &str) -> Result<Option<Value>, OauthError> {
    let Some(text) = asked.form.get(field) else {
        return if asked.form.get(type_field).is_some() {
            Err(refused("a token type stands without its token"))
        } else {
            Ok(None)
        };
    };
    let unknown = || refused("a token to exchange is not one that we know, or is out of time");
    let claims = match asked.form.get(type_field) {
        Some(ACCESS_TOKEN) => trust::access_token(asked.asked, text),
        Some(ID_TOKEN | JWT) => Jwt::read(text)
            .filter(|jwt| jwt.is_in_time(asked.asked.tenant.now()))
            .filter(|jwt| trust::is_vouched_for(asked.asked, jwt, text))
            .map(|jwt| jwt.claims),
        Some(_) => return Err(refused("a token type is not supported")),
        None => return Err(refused("a token has no token type")),
    };
    claims.map(Some).ok_or_else(unknown)
}

fn refused(says: &'static str) -> OauthError {
    OauthError::refused("invalid_request", says)
}
