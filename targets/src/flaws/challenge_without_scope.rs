use http::HeaderValue;
use http::header::WWW_AUTHENTICATE;
use http::response::Parts;

use super::Flaw;
use crate::behaviour::RequestFacts;

/// The challenge names no scope.
pub static FLAW: Flaw = Flaw {
    id: "challenge-without-scope",
    summary: "the challenge names no scope",
    apply: |behaviour| behaviour.hooks.rewrite_http = Some(rewrite),
    fails: &["authorization.challenge-scope", "authorization.scope-challenge"],
};

fn rewrite(_facts: &RequestFacts, parts: &mut Parts, _body: &mut Vec<u8>) {
    let Some(challenge) = parts
        .headers
        .get(WWW_AUTHENTICATE)
        .and_then(|value| value.to_str().ok())
    else {
        return;
    };
    let kept = challenge
        .split(", ")
        .filter(|parameter| !parameter.starts_with("scope="));
    let challenge = kept.collect::<Vec<_>>().join(", ");
    if let Ok(challenge) = HeaderValue::from_str(&challenge) {
        parts.headers.insert(WWW_AUTHENTICATE, challenge);
    }
}
