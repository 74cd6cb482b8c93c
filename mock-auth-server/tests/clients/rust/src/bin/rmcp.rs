//! rmcp ISSUER MCP_URL CLIENT_ID CLIENT_SECRET
//!
//! The MCP SDK for Rust, from a 401 to the result of a tool.

use oauth2::TokenResponse;
use real_clients::{CALLBACK, Outcome, SCOPE, arguments, expect, parameter, step, visit};
use rmcp::ServiceExt;
use rmcp::model::CallToolRequestParams;
use rmcp::transport::StreamableHttpClientTransport;
use rmcp::transport::auth::{
    AuthClient, AuthorizationManager, AuthorizationRequest, ClientCredentialsConfig, OAuthState,
};
use rmcp::transport::streamable_http_client::StreamableHttpClientTransportConfig;
use serde_json::json;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Outcome {
    let [issuer, url, client_id, client_secret] = arguments()?;

    let mut oauth = OAuthState::new(&url, None).await?;
    let request = AuthorizationRequest::new(CALLBACK)
        .with_scopes([SCOPE])
        .with_client_name("real MCP client");
    oauth.start_authorization(request).await?;
    step("discovery");
    step("registration");

    let callback = visit(&oauth.get_authorization_url().await?).await?;
    expect(parameter(&callback, "iss")? == issuer, "another issuer answers")?;
    step("authorization");
    oauth.handle_callback_url(callback.as_str()).await?;
    step("token");

    let (_, tokens) = oauth.get_credentials().await?;
    let first = tokens
        .ok_or("no tokens")?
        .refresh_token()
        .ok_or("no refresh token")?
        .clone();
    oauth.refresh_token().await?;
    let (_, tokens) = oauth.get_credentials().await?;
    let second = tokens
        .ok_or("no tokens")?
        .refresh_token()
        .ok_or("no second refresh token")?
        .clone();
    expect(
        second.secret() != first.secret(),
        "the refresh token is not rotated",
    )?;
    step("refresh");
    use_tools(&url, oauth.into_authorization_manager().ok_or("not authorized")?).await?;

    let mut own = OAuthState::new(&url, None).await?;
    own.authenticate_client_credentials(ClientCredentialsConfig::ClientSecret {
        client_id,
        client_secret,
        scopes: vec![SCOPE.to_owned()],
        resource: Some(url.clone()),
    })
    .await?;
    use_tools(&url, own.into_authorization_manager().ok_or("not authorized")?).await?;
    step("client credentials");
    Ok(())
}

async fn use_tools(url: &str, manager: AuthorizationManager) -> Outcome {
    let http = AuthClient::new(reqwest::Client::builder().no_proxy().build()?, manager);
    let transport =
        StreamableHttpClientTransport::with_client(http, StreamableHttpClientTransportConfig::with_uri(url));
    let client = ().serve(transport).await?;
    step("connection");
    let tools = client.list_all_tools().await?;
    expect(tools.iter().any(|tool| tool.name == "echo"), "no tool named echo")?;
    step("tools/list");
    let message = json!({"message": "hello"})
        .as_object()
        .cloned()
        .unwrap_or_default();
    let result = client
        .call_tool(CallToolRequestParams::new("echo").with_arguments(message))
        .await?;
    let result = serde_json::to_value(result)?;
    expect(result["content"][0]["text"] == "hello", result.to_string())?;
    step("tools/call");
    client.cancel().await?;
    Ok(())
}
