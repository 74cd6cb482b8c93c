use http::StatusCode;
use http::response::Parts;
use serde_json::{Value, json};

use super::Flaw;
use crate::behaviour::RequestFacts;

/// The metadata at the root names another authorization server.
pub static FLAW: Flaw = Flaw {
    id: "metadata-at-root-differs",
    summary: "the metadata at the root names another authorization server",
    apply: |behaviour| behaviour.hooks.rewrite_http = Some(rewrite),
    fails: &["authorization.metadata-consistent"],
};

fn rewrite(facts: &RequestFacts, parts: &mut Parts, body: &mut Vec<u8>) {
    if facts.path != "/.well-known/oauth-protected-resource" || parts.status != StatusCode::OK {
        return;
    }
    if let Ok(mut document) = serde_json::from_slice::<Value>(body) {
        document["authorization_servers"] = json!(["https://other.example"]);
        *body = document.to_string().into_bytes();
    }
}
