//! Protected resource metadata (RFC 9728), for everybody to read.

use http::header::{ALLOW, CACHE_CONTROL};
use http::request::Parts;
use http::{Method, StatusCode};
use serde_json::json;

use crate::behaviour::Metadata;
use crate::reference::Server;
use crate::reference::http::Draft;

const AT_ROOT: &str = "/.well-known/oauth-protected-resource";
const AT_PATH: &str = "/.well-known/oauth-protected-resource/mcp";

/// Where the metadata of the MCP endpoint is.
pub(super) fn url(server: &Server) -> String {
    server
        .address
        .map_or_else(String::new, |address| format!("http://{address}{AT_PATH}"))
}

/// Answers a request for any path but the MCP endpoint's.
pub(crate) fn answer(server: &Server, parts: &Parts) -> Draft {
    let behaviour = server.behaviour.token.metadata;
    let path = parts.uri.path();
    let Some(trusted) = server
        .authorization
        .as_ref()
        .filter(|_| path == AT_ROOT || path == AT_PATH)
    else {
        return Draft::text(StatusCode::NOT_FOUND, "there is nothing here");
    };
    if parts.method != Method::GET {
        return Draft::text(StatusCode::METHOD_NOT_ALLOWED, "this method is not served here")
            .with(ALLOW, "GET");
    }
    let anonymous = !parts.headers.contains_key(http::header::AUTHORIZATION);
    match behaviour {
        Metadata::Missing => return Draft::text(StatusCode::NOT_FOUND, "there is nothing here"),
        Metadata::NeedsToken if anonymous => {
            return Draft::text(StatusCode::UNAUTHORIZED, "a bearer token is needed");
        }
        _ => {}
    }
    let mut document = json!({
        "resource": server.resource(),
        "authorization_servers": [trusted.issuer],
        "scopes_supported": trusted.scopes,
        "bearer_methods_supported": ["header"],
        "resource_name": "Proofhouse reference server",
    });
    match behaviour {
        Metadata::FollowsForwarding => {
            if let Some(host) = parts
                .headers
                .get("x-forwarded-host")
                .and_then(|host| host.to_str().ok())
            {
                document["resource"] = json!(format!("http://{host}/mcp"));
            }
        }
        Metadata::WrongResource => document["resource"] = json!("https://other.example/mcp"),
        Metadata::WithoutServers => {
            document
                .as_object_mut()
                .map(|members| members.shift_remove("authorization_servers"));
        }
        _ => {}
    }
    Draft::json(StatusCode::OK, document.to_string().into_bytes()).with(CACHE_CONTROL, "no-store")
}
