use http::HeaderValue;
use http::header::WWW_AUTHENTICATE;
use http::response::Parts;

use super::Flaw;
use crate::behaviour::RequestFacts;

/// The challenge names an address where no metadata is.
pub static FLAW: Flaw = Flaw {
    id: "challenge-metadata-elsewhere",
    summary: "the challenge names an address where no metadata is",
    apply: |behaviour| behaviour.hooks.rewrite_http = Some(rewrite),
    fails: &["authorization.challenge-metadata"],
};

fn rewrite(_facts: &RequestFacts, parts: &mut Parts, _body: &mut Vec<u8>) {
    let Some(challenge) = parts
        .headers
        .get(WWW_AUTHENTICATE)
        .and_then(|value| value.to_str().ok())
    else {
        return;
    };
    let challenge = challenge.replace("/.well-known/oauth-protected-resource/mcp", "/metadata");
    if let Ok(challenge) = HeaderValue::from_str(&challenge) {
        parts.headers.insert(WWW_AUTHENTICATE, challenge);
    }
}
