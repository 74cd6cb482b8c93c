use http::StatusCode;
use http::response::Parts;
use serde_json::{Value, json};

use super::Flaw;
use crate::behaviour::RequestFacts;

/// The metadata has an address that is a script.
pub static FLAW: Flaw = Flaw {
    id: "metadata-script-address",
    summary: "the metadata has an address that is a script",
    apply: |behaviour| behaviour.hooks.rewrite_http = Some(rewrite),
    fails: &["security.metadata-urls"],
};

fn rewrite(facts: &RequestFacts, parts: &mut Parts, body: &mut Vec<u8>) {
    if !facts.path.starts_with("/.well-known/oauth-protected-resource") || parts.status != StatusCode::OK {
        return;
    }
    if let Ok(mut document) = serde_json::from_slice::<Value>(body) {
        document["resource_documentation"] = json!("javascript:alert(1)");
        *body = document.to_string().into_bytes();
    }
}
