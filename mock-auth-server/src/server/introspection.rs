//! Token introspection, RFC 7662, answered as JSON or as a signed JWT (RFC 9701).

use axum::http::header::{ACCEPT, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use serde_json::{Value, json};

use super::client;
use super::form::Form;
use super::reply::{self, OauthError};
use super::routes::Asked;
use super::settings::IntrospectionCallers;

const JWT_ANSWER: &str = "application/token-introspection+jwt";

/// Says of an access token whether this issuer made it, it is in time and not revoked, and then what it claims.
///
/// A refresh token is never active here: a resource server that asks about one was shown the wrong token.
pub(super) async fn answer(asked: &Asked) -> Result<Response, OauthError> {
    let form = Form::read(&asked.head.headers, &asked.body, &[])?;
    let caller = client::authenticate(asked, &form)
        .await?
        .filter(|client| client.method != client::Method::Nothing);
    let wants_jwt = accepts_jwt(&asked.head.headers);
    let needs_caller =
        wants_jwt || asked.tenant.settings.introspection == IntrospectionCallers::Authenticated;
    if needs_caller && caller.is_none() {
        return Err(OauthError::unknown_client("the caller did not authenticate"));
    }
    let token = form
        .get("token")
        .ok_or_else(|| OauthError::refused("invalid_request", "token is missing"))?;
    let said = asked
        .tenant
        .verify(token)
        .map_or_else(|| json!({"active": false}), describe);
    match caller {
        Some(caller) if wants_jwt => Ok(signed(asked, &caller.id, &said)),
        _ => Ok(reply::private_json(&said)),
    }
}

/// RFC 7662 section 2.2: the claims of the token, and that it is active.
fn describe(mut claims: Value) -> Value {
    let is_bound = claims.get("cnf").is_some();
    claims["active"] = json!(true);
    claims["token_type"] = json!(if is_bound { "DPoP" } else { "Bearer" });
    claims
}

/// RFC 9701 section 5.
fn signed(asked: &Asked, caller: &str, said: &Value) -> Response {
    let tenant = &asked.tenant;
    let claims = json!({
        "iss": tenant.issuer(),
        "aud": caller,
        "iat": tenant.now(),
        "token_introspection": said,
    });
    let jwt = tenant
        .minter()
        .mint_typed(tenant.settings.algorithm, "token-introspection+jwt", &claims);
    let mut response = reply::private(jwt);
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static(JWT_ANSWER));
    response
}

fn accepts_jwt(headers: &HeaderMap) -> bool {
    headers
        .get(ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|accepted| {
            accepted.split(',').any(|one| {
                one.split(';')
                    .next()
                    .unwrap_or_default()
                    .trim()
                    .eq_ignore_ascii_case(JWT_ANSWER)
            })
        })
}
