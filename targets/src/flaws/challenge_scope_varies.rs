use http::header::WWW_AUTHENTICATE;
use http::response::Parts;
use http::{HeaderValue, StatusCode};
use std::sync::atomic::{AtomicU64, Ordering};

use super::Flaw;
use crate::behaviour::RequestFacts;

/// The challenge for a missing scope names other scopes each time.
pub static FLAW: Flaw = Flaw {
    id: "challenge-scope-varies",
    summary: "the challenge for a missing scope names other scopes each time",
    apply: |behaviour| behaviour.hooks.rewrite_http = Some(rewrite),
    fails: &["authorization.challenge-stable"],
};

/// Refusals so far, of all servers with this flaw.
static REFUSALS: AtomicU64 = AtomicU64::new(0);

fn rewrite(_facts: &RequestFacts, parts: &mut Parts, _body: &mut Vec<u8>) {
    let challenge = parts
        .headers
        .get(WWW_AUTHENTICATE)
        .and_then(|value| value.to_str().ok());
    if let (StatusCode::FORBIDDEN, Some(challenge)) = (parts.status, challenge) {
        let number = REFUSALS.fetch_add(1, Ordering::Relaxed);
        let other = challenge.replace(
            "scope=\"mcp:tools\"",
            &format!("scope=\"mcp:tools mcp:more-{number}\""),
        );
        if let Ok(other) = HeaderValue::from_str(&other) {
            parts.headers.insert(WWW_AUTHENTICATE, other);
        }
    }
}
