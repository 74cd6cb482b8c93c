//! openidconnect ISSUER RESOURCE
//!
//! It revokes over https only (RFC 7009 section 2), so a plain http issuer is not asked to.

use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreClientAuthMethod, CoreClientRegistrationRequest, CoreGrantType,
    CoreProviderMetadata, CoreResponseType,
};
use openidconnect::registration::EmptyAdditionalClientMetadata;
use openidconnect::{
    AuthorizationCode, CsrfToken, IntrospectionUrl, IssuerUrl, Nonce, OAuth2TokenResponse, PkceCodeChallenge,
    RedirectUrl, ResponseTypes, Scope, TokenIntrospectionResponse, TokenResponse,
};
use real_clients::{CALLBACK, Outcome, SCOPE, arguments, expect, http, parameter, step, visit};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Outcome {
    let [issuer, resource] = arguments()?;
    let http = http()?;

    // It compares the issuer and fetches the keys as well.
    let metadata = CoreProviderMetadata::discover_async(IssuerUrl::new(issuer.clone())?, &http).await?;
    step("discovery");

    let redirect = RedirectUrl::new(CALLBACK.to_owned())?;
    let endpoint = metadata
        .registration_endpoint()
        .ok_or("no registration endpoint")?;
    let registered =
        CoreClientRegistrationRequest::new(vec![redirect.clone()], EmptyAdditionalClientMetadata {})
            .set_grant_types(Some(vec![
                CoreGrantType::AuthorizationCode,
                CoreGrantType::RefreshToken,
                CoreGrantType::ClientCredentials,
            ]))
            .set_response_types(Some(vec![ResponseTypes::new(vec![CoreResponseType::Code])]))
            .set_token_endpoint_auth_method(Some(CoreClientAuthMethod::ClientSecretBasic))
            .register_async(endpoint, &http)
            .await?;
    step("registration");

    let client = CoreClient::from_provider_metadata(
        metadata,
        registered.client_id().clone(),
        registered.client_secret().cloned(),
    )
    .set_redirect_uri(redirect)
    .set_introspection_url(IntrospectionUrl::new(format!("{issuer}/introspect"))?);

    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let (url, state, nonce) = client
        .authorize_url(
            CoreAuthenticationFlow::AuthorizationCode,
            CsrfToken::new_random,
            Nonce::new_random,
        )
        .add_scope(Scope::new(SCOPE.to_owned()))
        .add_extra_param("resource", &resource)
        .set_pkce_challenge(challenge)
        .url();
    let callback = visit(url.as_str()).await?;
    expect(parameter(&callback, "state")? == *state.secret(), "another state")?;
    expect(parameter(&callback, "iss")? == issuer, "another issuer answers")?;
    step("authorization");

    let tokens = client
        .exchange_code(AuthorizationCode::new(parameter(&callback, "code")?))?
        .set_pkce_verifier(verifier)
        .add_extra_param("resource", &resource)
        .request_async(&http)
        .await?;
    step("token");

    // Signature, issuer, audience, expiry and nonce, as the library checks them.
    let identity = tokens.id_token().ok_or("no ID token")?;
    identity.claims(&client.id_token_verifier(), &nonce)?;
    step("ID token");

    let first = tokens.refresh_token().ok_or("no refresh token")?;
    let refreshed = client
        .exchange_refresh_token(first)?
        .add_extra_param("resource", &resource)
        .request_async(&http)
        .await?;
    let second = refreshed.refresh_token().ok_or("no second refresh token")?;
    expect(
        second.secret() != first.secret(),
        "the refresh token is not rotated",
    )?;
    step("refresh");

    client
        .exchange_client_credentials()?
        .add_scope(Scope::new(SCOPE.to_owned()))
        .add_extra_param("resource", &resource)
        .request_async(&http)
        .await?;
    step("client credentials");

    let answer = client
        .introspect(refreshed.access_token())
        .request_async(&http)
        .await?;
    expect(answer.active(), "a good token is not active")?;
    step("introspection");

    for token in [first, second] {
        let again = client.exchange_refresh_token(token)?.request_async(&http).await;
        expect(again.is_err(), "a refresh token is taken twice")?;
    }
    step("reuse refused");
    Ok(())
}
