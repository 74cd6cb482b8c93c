use http::StatusCode;
use http::response::Parts;

use super::Flaw;
use crate::behaviour::RequestFacts;

/// An unsupported version is answered with status 200.
pub static FLAW: Flaw = Flaw {
    id: "unsupported-version-status-200",
    summary: "an unsupported version is answered with status 200",
    apply: |behaviour| behaviour.hooks.rewrite_http = Some(rewrite),
    fails: &["versioning.unsupported-status"],
};

#[expect(clippy::ptr_arg, reason = "the shape of the hook")]
fn rewrite(_facts: &RequestFacts, parts: &mut Parts, body: &mut Vec<u8>) {
    if String::from_utf8_lossy(body).contains("\"code\":-32022") {
        parts.status = StatusCode::OK;
    }
}
