use http::StatusCode;
use http::response::Parts;

use super::Flaw;
use crate::behaviour::RequestFacts;

/// A server that speaks modern revisions only answers GET with 200.
pub static FLAW: Flaw = Flaw {
    id: "get-answered-by-modern-only",
    summary: "a server that speaks modern revisions only answers GET with 200",
    apply: |behaviour| {
        behaviour.slim = true;
        behaviour.hooks.rewrite_http = Some(rewrite);
    },
    fails: &["transport-http.get-not-allowed"],
};

fn rewrite(facts: &RequestFacts, parts: &mut Parts, _body: &mut Vec<u8>) {
    if facts.http_method == "GET" && parts.status == StatusCode::METHOD_NOT_ALLOWED {
        parts.status = StatusCode::OK;
    }
}
