//! oauth2 ISSUER RESOURCE
//!
//! The crate has no discovery and no registration: both are plain requests here.
//! It revokes over https only (RFC 7009 section 2), so a plain http issuer is not asked to.

use oauth2::basic::{BasicClient, BasicErrorResponseType};
use oauth2::{
    AccessToken, AuthUrl, AuthorizationCode, ClientId, ClientSecret, CsrfToken, IntrospectionUrl,
    PkceCodeChallenge, RedirectUrl, RefreshToken, RequestTokenError, Scope, TokenIntrospectionResponse,
    TokenResponse, TokenUrl,
};
use real_clients::{CALLBACK, Outcome, SCOPE, arguments, expect, http, parameter, step, visit};
use serde_json::{Value, json};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Outcome {
    let [issuer, resource] = arguments()?;
    let http = http()?;

    let metadata = http
        .get(format!("{issuer}/.well-known/oauth-authorization-server"))
        .send()
        .await?;
    let metadata: Value = metadata.error_for_status()?.json().await?;
    let endpoint = |name: &str| {
        let url = metadata[name].as_str().map(str::to_owned);
        url.ok_or_else(|| format!("no {name} in {metadata}"))
    };
    expect(endpoint("issuer")? == issuer, "another issuer")?;
    step("discovery");

    let wanted = json!({
        "client_name": "real client",
        "redirect_uris": [CALLBACK],
        "grant_types": ["authorization_code", "refresh_token", "client_credentials"],
        "response_types": ["code"],
        "token_endpoint_auth_method": "client_secret_basic",
        "scope": SCOPE,
    });
    let registered = http
        .post(endpoint("registration_endpoint")?)
        .json(&wanted)
        .send()
        .await?;
    let registered: Value = registered.error_for_status()?.json().await?;
    let text = |name: &str| registered[name].as_str().unwrap_or_default().to_owned();
    step("registration");

    let client = BasicClient::new(ClientId::new(text("client_id")))
        .set_client_secret(ClientSecret::new(text("client_secret")))
        .set_auth_uri(AuthUrl::new(endpoint("authorization_endpoint")?)?)
        .set_token_uri(TokenUrl::new(endpoint("token_endpoint")?)?)
        .set_introspection_url(IntrospectionUrl::new(endpoint("introspection_endpoint")?)?)
        .set_redirect_uri(RedirectUrl::new(CALLBACK.to_owned())?);

    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let (url, state) = client
        .authorize_url(CsrfToken::new_random)
        .add_scope(Scope::new(SCOPE.to_owned()))
        .add_extra_param("resource", &resource)
        .set_pkce_challenge(challenge)
        .url();
    let callback = visit(url.as_str()).await?;
    expect(parameter(&callback, "state")? == *state.secret(), "another state")?;
    expect(parameter(&callback, "iss")? == issuer, "another issuer answers")?;
    step("authorization");

    let tokens = client
        .exchange_code(AuthorizationCode::new(parameter(&callback, "code")?))
        .set_pkce_verifier(verifier)
        .add_extra_param("resource", &resource)
        .request_async(&http)
        .await?;
    let first = tokens.refresh_token().ok_or("no refresh token")?.clone();
    step("token");

    let refreshed = client
        .exchange_refresh_token(&first)
        .add_extra_param("resource", &resource)
        .request_async(&http)
        .await?;
    let second = refreshed
        .refresh_token()
        .ok_or("no second refresh token")?
        .clone();
    expect(
        second.secret() != first.secret(),
        "the refresh token is not rotated",
    )?;
    step("refresh");

    client
        .exchange_client_credentials()
        .add_scope(Scope::new(SCOPE.to_owned()))
        .add_extra_param("resource", &resource)
        .request_async(&http)
        .await?;
    step("client credentials");

    let is_active = async |token: &AccessToken| {
        let answer = client.introspect(token).request_async(&http).await;
        answer.map(|answer| answer.active())
    };
    expect(
        is_active(refreshed.access_token()).await?,
        "a good token is not active",
    )?;
    expect(
        !is_active(&AccessToken::new("made up".to_owned())).await?,
        "any text is active",
    )?;
    step("introspection");

    // RFC 9700 section 4.14.2: a refresh token that comes again ends the whole family.
    for token in [&first, &second] {
        refused(
            client
                .exchange_refresh_token(token)
                .request_async(&http)
                .await
                .err(),
            token,
        )?;
    }
    step("reuse refused");
    Ok(())
}

fn refused<E: std::error::Error + 'static>(
    error: Option<RequestTokenError<E, oauth2::basic::BasicErrorResponse>>,
    token: &RefreshToken,
) -> Outcome {
    match error {
        Some(RequestTokenError::ServerResponse(answer)) => expect(
            *answer.error() == BasicErrorResponseType::InvalidGrant,
            format!("{answer}"),
        ),
        other => Err(format!("{:?}: {other:?}", token.secret()).into()),
    }
}
