use http::HeaderValue;
use http::header::CONTENT_TYPE;
use http::response::Parts;

use super::Flaw;
use crate::behaviour::RequestFacts;

/// JSON answers are sent as text/plain.
pub static FLAW: Flaw = Flaw {
    id: "wrong-content-type",
    summary: "JSON answers are sent as text/plain",
    apply: |behaviour| behaviour.hooks.rewrite_http = Some(rewrite),
    fails: &["transport-http.response-content-type"],
};

fn rewrite(facts: &RequestFacts, parts: &mut Parts, _body: &mut Vec<u8>) {
    if parts
        .headers
        .get(CONTENT_TYPE)
        .is_some_and(|kind| kind == "application/json")
        && facts.path == "/mcp"
    {
        parts
            .headers
            .insert(CONTENT_TYPE, HeaderValue::from_static("text/plain"));
    }
}
