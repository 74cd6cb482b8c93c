use serde_json::Value;

use super::Flaw;
use crate::behaviour::RequestFacts;

/// The resource in the metadata has a fragment.
pub static FLAW: Flaw = Flaw {
    id: "metadata-resource-fragment",
    summary: "the resource in the metadata has a fragment",
    apply: |behaviour| behaviour.hooks.rewrite_http = Some(rewrite),
    fails: &[
        "authorization.metadata-resource",
        "authorization.metadata-resource-form",
    ],
};

fn rewrite(facts: &RequestFacts, _parts: &mut http::response::Parts, body: &mut Vec<u8>) {
    if facts.path.contains("oauth-protected-resource")
        && let Ok(mut document) = serde_json::from_slice::<Value>(body)
        && let Some(resource) = document["resource"].as_str()
    {
        document["resource"] = Value::from(format!("{resource}#mcp"));
        *body = document.to_string().into_bytes();
    }
}
