use http::StatusCode;
use http::response::Parts;

use super::Flaw;
use crate::behaviour::RequestFacts;

/// A server that speaks modern revisions only answers DELETE with 200.
pub static FLAW: Flaw = Flaw {
    id: "delete-answered-by-modern-only",
    summary: "a server that speaks modern revisions only answers DELETE with 200",
    apply: |behaviour| {
        behaviour.slim = true;
        behaviour.hooks.rewrite_http = Some(rewrite);
    },
    fails: &["transport-http.delete-not-allowed"],
};

fn rewrite(facts: &RequestFacts, parts: &mut Parts, _body: &mut Vec<u8>) {
    if facts.http_method == "DELETE" && parts.status == StatusCode::METHOD_NOT_ALLOWED {
        parts.status = StatusCode::OK;
    }
}
