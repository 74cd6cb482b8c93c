use http::header::CONTENT_TYPE;
use http::response::Parts;
use http::{HeaderValue, StatusCode};

use super::Flaw;
use crate::behaviour::RequestFacts;

/// A response that nobody asked for is answered with an error.
pub static FLAW: Flaw = Flaw {
    id: "responses-answered",
    summary: "a response that nobody asked for is answered with an error",
    apply: |behaviour| behaviour.hooks.rewrite_http = Some(rewrite),
    fails: &[
        "jsonrpc.response-unanswered",
        "transport-http.response-accepted",
        "jsonrpc.batch-notifications-accepted",
    ],
};

fn rewrite(facts: &RequestFacts, parts: &mut Parts, body: &mut Vec<u8>) {
    if facts.rpc_method.is_none() && facts.http_method == "POST" && parts.status == StatusCode::ACCEPTED {
        parts.status = StatusCode::OK;
        parts
            .headers
            .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        *body = br#"{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"nobody asked"}}"#.to_vec();
    }
}
