use http::StatusCode;
use http::response::Parts;

use super::Flaw;
use crate::behaviour::RequestFacts;

/// The result of one method travels with status 201.
pub static FLAW: Flaw = Flaw {
    id: "result-with-201",
    summary: "the result of one method travels with status 201",
    apply: |behaviour| behaviour.hooks.rewrite_http = Some(rewrite),
    fails: &["transport-http.result-status"],
};

fn rewrite(facts: &RequestFacts, parts: &mut Parts, _body: &mut Vec<u8>) {
    if facts.rpc_method.as_deref() == Some("resources/templates/list") {
        parts.status = StatusCode::CREATED;
    }
}
