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

const SCOPE: &str = "mcp:tools";

/// Who may come in: bearers of a token that this issuer made for this resource.
struct Guard {
    keys: JwkSet,
    rules: Validation,
    metadata_url: String,
}

#[derive(Deserialize)]
struct Claims {
    #[serde(default)]
    scope: String,
}

impl Guard {
    fn claims(&self, token: &str) -> Option<Claims> {
        let header = decode_header(token).ok().filter(|header| header.crit.is_none())?;
        let key = DecodingKey::from_jwk(self.keys.find(&header.kid?)?).ok()?;
        Some(decode(token, &key, &self.rules).ok()?.claims)
    }

    fn refuse(&self, status: StatusCode, error: &str) -> Response {
        let challenge = format!(
            "Bearer error=\"{error}\", scope=\"{SCOPE}\", resource_metadata=\"{}\"",
            self.metadata_url
        );
        (status, [("www-authenticate", challenge)]).into_response()
    }
}

async fn guard(State(guard): State<Arc<Guard>>, request: Request, next: Next) -> Response {
    let header = request.headers().get("authorization");
    let words = header.and_then(|value| value.to_str().ok()?.split_once(' '));
    let token = words.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    match token.and_then(|(_, token)| guard.claims(token)) {
        None => guard.refuse(StatusCode::UNAUTHORIZED, "invalid_token"),
        Some(claims) if claims.scope.split(' ').all(|scope| scope != SCOPE) => {
            guard.refuse(StatusCode::FORBIDDEN, "insufficient_scope")
        }
        Some(_) => next.run(request).await,
    }
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
    let port: u16 = words
        .next()
        .ok_or("usage: resource-server PORT [ISSUER]")?
        .parse()?;
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
        metadata_url: format!("{origin}{metadata}"),
    });
    let described =
        json!({ "resource": resource, "authorization_servers": [issuer], "scopes_supported": [SCOPE] });

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
