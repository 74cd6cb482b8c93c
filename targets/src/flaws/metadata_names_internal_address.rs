use http::StatusCode;
use http::response::Parts;
use serde_json::{Value, json};

use super::Flaw;
use crate::behaviour::RequestFacts;

/// The metadata names an address of an internal network.
pub static FLAW: Flaw = Flaw {
    id: "metadata-names-internal-address",
    summary: "the metadata names an address of an internal network",
    apply: |behaviour| behaviour.hooks.rewrite_http = Some(rewrite),
    fails: &["security.metadata-not-internal"],
};

fn rewrite(facts: &RequestFacts, parts: &mut Parts, body: &mut Vec<u8>) {
    if !facts.path.starts_with("/.well-known/oauth-protected-resource") || parts.status != StatusCode::OK {
        return;
    }
    if let Ok(mut document) = serde_json::from_slice::<Value>(body) {
        document["resource_documentation"] = json!("http://10.0.0.7/documentation");
        *body = document.to_string().into_bytes();
    }
}
