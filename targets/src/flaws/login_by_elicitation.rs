use http::header::CONTENT_TYPE;
use http::response::Parts;
use http::{HeaderValue, StatusCode};
use serde_json::json;

use super::Flaw;
use crate::behaviour::RequestFacts;

/// Who has no token is sent to log in by elicitation.
pub static FLAW: Flaw = Flaw {
    id: "login-by-elicitation",
    summary: "who has no token is sent to log in by elicitation",
    apply: |behaviour| behaviour.hooks.rewrite_http = Some(rewrite),
    fails: &[
        "authorization.no-token",
        "authorization.status-codes",
        "elicitation.not-for-login",
        "elicitation.removed-pieces",
        "elicitation.required-error-only-then",
        "jsonrpc.elicitation-code-retired",
    ],
};

fn rewrite(facts: &RequestFacts, parts: &mut Parts, body: &mut Vec<u8>) {
    if facts.authorization.is_some()
        || parts.status != StatusCode::UNAUTHORIZED
        || facts.http_method != "POST"
    {
        return;
    }
    parts.status = StatusCode::OK;
    parts
        .headers
        .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let page =
        json!({"mode": "url", "message": "Log in.", "url": "https://login.example/", "elicitationId": "1"});
    let error = json!({"code": -32042, "message": "log in first", "data": {"elicitations": [page]}});
    *body = json!({"jsonrpc": "2.0", "id": 1, "error": error})
        .to_string()
        .into_bytes();
}
