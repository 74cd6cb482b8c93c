use http::StatusCode;
use http::response::Parts;

use super::Flaw;
use crate::behaviour::RequestFacts;

/// What cannot be read as a request is refused with status 200.
pub static FLAW: Flaw = Flaw {
    id: "refused-input-200",
    summary: "what cannot be read as a request is refused with status 200",
    apply: |behaviour| behaviour.hooks.rewrite_http = Some(rewrite),
    fails: &[
        "transport-http.refused-input-status",
        "transport-http.response-content-type",
        "transport-http.version-header-on-every-request",
    ],
};

fn rewrite(facts: &RequestFacts, parts: &mut Parts, _body: &mut Vec<u8>) {
    if facts.rpc_method.is_none() && parts.status == StatusCode::BAD_REQUEST {
        parts.status = StatusCode::OK;
    }
}
