use http::StatusCode;
use http::response::Parts;

use super::Flaw;
use crate::behaviour::RequestFacts;

/// Resources are read at another path.
pub static FLAW: Flaw = Flaw {
    id: "resource-at-another-path",
    summary: "resources are read at another path",
    apply: |behaviour| behaviour.hooks.rewrite_http = Some(rewrite),
    fails: &["resources.listed-readable", "transport-http.single-endpoint"],
};

fn rewrite(facts: &RequestFacts, parts: &mut Parts, body: &mut Vec<u8>) {
    if facts.rpc_method.as_deref() == Some("resources/read") && parts.status == StatusCode::OK {
        parts.status = StatusCode::NOT_FOUND;
        body.clear();
    }
}
