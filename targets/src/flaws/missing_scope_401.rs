use http::StatusCode;
use http::response::Parts;

use super::Flaw;
use crate::behaviour::RequestFacts;

/// A token that lacks a scope is answered with 401.
pub static FLAW: Flaw = Flaw {
    id: "missing-scope-401",
    summary: "a token that lacks a scope is answered with 401",
    apply: |behaviour| behaviour.hooks.rewrite_http = Some(rewrite),
    fails: &["authorization.insufficient-scope"],
};

fn rewrite(_facts: &RequestFacts, parts: &mut Parts, _body: &mut Vec<u8>) {
    let challenge = parts.headers.get(http::header::WWW_AUTHENTICATE);
    let scope = challenge
        .and_then(|value| value.to_str().ok())
        .is_some_and(|challenge| challenge.contains("insufficient_scope"));
    if scope {
        parts.status = StatusCode::UNAUTHORIZED;
    }
}
