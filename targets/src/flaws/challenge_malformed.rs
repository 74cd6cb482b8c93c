use http::HeaderValue;
use http::header::WWW_AUTHENTICATE;
use http::response::Parts;

use super::Flaw;
use crate::behaviour::RequestFacts;

/// The challenge has two scopes and no closing quote.
pub static FLAW: Flaw = Flaw {
    id: "challenge-malformed",
    summary: "the challenge has two scopes and no closing quote",
    apply: |behaviour| behaviour.hooks.rewrite_http = Some(rewrite),
    fails: &["authorization.challenge-syntax"],
};

fn rewrite(_facts: &RequestFacts, parts: &mut Parts, _body: &mut Vec<u8>) {
    let Some(challenge) = parts
        .headers
        .get(WWW_AUTHENTICATE)
        .and_then(|value| value.to_str().ok())
    else {
        return;
    };
    let challenge = format!("{challenge}, scope=\"mcp:more");
    if let Ok(challenge) = HeaderValue::from_str(&challenge) {
        parts.headers.insert(WWW_AUTHENTICATE, challenge);
    }
}
