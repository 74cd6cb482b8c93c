use http::StatusCode;
use http::response::Parts;
use serde_json::{Value, json};

use super::Flaw;
use crate::behaviour::RequestFacts;

/// The metadata advertises `offline_access`.
pub static FLAW: Flaw = Flaw {
    id: "offline-access-advertised",
    summary: "the metadata advertises offline_access",
    apply: |behaviour| behaviour.hooks.rewrite_http = Some(rewrite),
    fails: &["authorization.no-offline-access"],
};

fn rewrite(facts: &RequestFacts, parts: &mut Parts, body: &mut Vec<u8>) {
    if !facts.path.starts_with("/.well-known/oauth-protected-resource") || parts.status != StatusCode::OK {
        return;
    }
    if let Ok(mut document) = serde_json::from_slice::<Value>(body) {
        document["scopes_supported"] = json!(["mcp:tools", "offline_access"]);
        *body = document.to_string().into_bytes();
    }
}
