use http::StatusCode;
use http::response::Parts;

use super::Flaw;
use crate::behaviour::{HttpBehaviour, RequestFacts};

/// GET of the endpoint is answered with 404.
pub static FLAW: Flaw = Flaw {
    id: "get-not-found",
    summary: "GET of the endpoint is answered with 404",
    apply: |behaviour| {
        behaviour.http = HttpBehaviour::GetAnswersJson;
        behaviour.hooks.rewrite_http = Some(rewrite);
    },
    fails: &[
        "resumption.resume-by-get",
        "session.id-accepted",
        "transport-http.endpoint-post-and-get",
        "transport-http.get-stream-or-405",
    ],
};

fn rewrite(facts: &RequestFacts, parts: &mut Parts, body: &mut Vec<u8>) {
    if facts.http_method == "GET" && facts.path == "/mcp" && parts.status == StatusCode::OK {
        parts.status = StatusCode::NOT_FOUND;
        body.clear();
    }
}
