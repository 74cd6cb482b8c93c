//! An MCP server of rmcp behind access tokens: `resource-server PORT [ISSUER]`.

use std::error::Error;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Json, Response};
use axum::{Router, routing};
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use rmcp::handler::server::wrapper::Parameters;
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use rmcp::{ServerHandler, tool, tool_handler, tool_router};
use serde::Deserialize;
use serde_json::json;

/// Who may come in: bearers of a token that this issuer made for this resource.
struct Guard {
    keys: JwkSet,
    rules: Validation,
    challenge: String,
}

impl Guard {
    fn lets_in(&self, token: &str) -> bool {
        let known = |kid: String| self.keys.find(&kid);
        let Some(jwk) = decode_header(token).ok().and_then(|header| header.kid).and_then(known) else {
            return false;
        };
        DecodingKey::from_jwk(jwk)
            .is_ok_and(|key| decode::<serde_json::Value>(token, &key, &self.rules).is_ok())
    }
}

async fn guard(State(guard): State<Arc<Guard>>, request: Request, next: Next) -> Response {
    let header = request.headers().get("authorization");
    let token = header.and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    if token.is_some_and(|token| guard.lets_in(token)) {
        return next.run(request).await;
    }
    (StatusCode::UNAUTHORIZED, [("www-authenticate", &guard.challenge)]).into_response()
}

#[derive(Clone)]
struct Echo;

#[derive(Deserialize, schemars::JsonSchema)]
struct EchoArguments {
    message: String,
}

#[tool_router]
impl Echo {
    #[tool(description = "Return the message.", annotations(read_only_hint = true))]
    fn echo(&self, Parameters(EchoArguments { message }): Parameters<EchoArguments>) -> String {
        message
    }
}

#[tool_handler]
impl ServerHandler for Echo {}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut words = std::env::args().skip(1);
    let port: u16 = words.next().ok_or("usage: resource-server PORT [ISSUER]")?.parse()?;
    let issuer = words.next().unwrap_or_else(|| "http://127.0.0.1:9400".to_owned());
    let origin = format!("http://127.0.0.1:{port}");
    let resource = format!("{origin}/mcp");

    let mut rules = Validation::new(Algorithm::ES256);
    rules.set_issuer(&[&issuer]);
    rules.set_audience(&[&resource]);
    rules.set_required_spec_claims(&["exp", "iss", "aud"]);
    rules.validate_nbf = true;
    let metadata = "/.well-known/oauth-protected-resource/mcp";
    let gate = Arc::new(Guard {
        keys: reqwest::get(format!("{issuer}/jwks.json")).await?.json().await?,
        rules,
        challenge: format!("Bearer error=\"invalid_token\", resource_metadata=\"{origin}{metadata}\""),
    });
    let described = json!({ "resource": resource, "authorization_servers": [issuer], "scopes_supported": ["mcp:tools"] });

    let mcp = StreamableHttpService::new(
        || Ok(Echo),
        Arc::new(LocalSessionManager::default()),
        StreamableHttpServerConfig::default(),
    );
    let app = Router::new()
        .nest_service("/mcp", mcp)
        .route_layer(middleware::from_fn_with_state(gate, guard))
        .route(metadata, routing::get(|| async { Json(described) }));
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    println!("listening on {resource}");
    Ok(axum::serve(listener, app).await?)
}
