use http::StatusCode;
use http::response::Parts;

use super::Flaw;
use crate::behaviour::RequestFacts;

/// An unknown method is answered with status 200 in the modern era.
pub static FLAW: Flaw = Flaw {
    id: "unknown-method-200",
    summary: "an unknown method is answered with status 200 in the modern era",
    apply: |behaviour| behaviour.hooks.rewrite_http = Some(rewrite),
    fails: &["transport-http.unknown-method-status"],
};

#[expect(clippy::ptr_arg, reason = "the shape of the hook")]
fn rewrite(facts: &RequestFacts, parts: &mut Parts, body: &mut Vec<u8>) {
    if facts.modern && String::from_utf8_lossy(body).contains("\"code\":-32601") {
        parts.status = StatusCode::OK;
    }
}
