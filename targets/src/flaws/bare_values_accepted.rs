use http::StatusCode;
use http::response::Parts;

use super::Flaw;
use crate::behaviour::RequestFacts;

/// A JSON value that is no object is acknowledged.
pub static FLAW: Flaw = Flaw {
    id: "bare-values-accepted",
    summary: "a JSON value that is no object is acknowledged",
    apply: |behaviour| behaviour.hooks.rewrite_http = Some(rewrite),
    fails: &[
        "jsonrpc.invalid-request",
        "jsonrpc.batch-bad-element",
        "jsonrpc.batch-empty",
    ],
};

fn rewrite(_facts: &RequestFacts, parts: &mut Parts, body: &mut Vec<u8>) {
    if String::from_utf8_lossy(body).contains("a message is one JSON object") {
        parts.status = StatusCode::ACCEPTED;
        parts.headers.clear();
        body.clear();
    }
}
