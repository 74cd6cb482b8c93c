use http::HeaderValue;
use http::response::Parts;

use super::Flaw;
use crate::behaviour::RequestFacts;

/// Modern answers carry a session id.
pub static FLAW: Flaw = Flaw {
    id: "session-id-in-modern",
    summary: "modern answers carry a session id",
    apply: |behaviour| behaviour.hooks.rewrite_http = Some(rewrite),
    fails: &["transport-http.session-id-not-minted"],
};

fn rewrite(facts: &RequestFacts, parts: &mut Parts, _body: &mut Vec<u8>) {
    if facts.modern {
        parts
            .headers
            .insert("mcp-session-id", HeaderValue::from_static("modern-session"));
    }
}
