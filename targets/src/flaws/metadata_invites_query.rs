use http::StatusCode;
use http::response::Parts;
use serde_json::{Value, json};

use super::Flaw;
use crate::behaviour::RequestFacts;

/// The metadata announces the query as a place for tokens.
pub static FLAW: Flaw = Flaw {
    id: "metadata-invites-query",
    summary: "the metadata announces the query as a place for tokens",
    apply: |behaviour| behaviour.hooks.rewrite_http = Some(rewrite),
    fails: &["authorization.metadata-bearer-methods"],
};

fn rewrite(facts: &RequestFacts, parts: &mut Parts, body: &mut Vec<u8>) {
    if !facts.path.starts_with("/.well-known/oauth-protected-resource") || parts.status != StatusCode::OK {
        return;
    }
    if let Ok(mut document) = serde_json::from_slice::<Value>(body) {
        document["bearer_methods_supported"] = json!(["header", "query"]);
        *body = document.to_string().into_bytes();
    }
}
