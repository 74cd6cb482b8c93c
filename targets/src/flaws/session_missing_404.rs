use http::StatusCode;
use http::response::Parts;

use super::Flaw;
use crate::behaviour::RequestFacts;

/// A request without a session id is answered with 404.
pub static FLAW: Flaw = Flaw {
    id: "session-missing-404",
    summary: "a request without a session id is answered with 404",
    apply: |behaviour| behaviour.hooks.rewrite_http = Some(rewrite),
    fails: &["session.id-missing"],
};

#[expect(clippy::ptr_arg, reason = "the shape of the hook")]
fn rewrite(_facts: &RequestFacts, parts: &mut Parts, body: &mut Vec<u8>) {
    const MISSING: &[u8] = b"needs an MCP-Session-Id";
    if parts.status == StatusCode::BAD_REQUEST && body.windows(MISSING.len()).any(|part| part == MISSING) {
        parts.status = StatusCode::NOT_FOUND;
    }
}
