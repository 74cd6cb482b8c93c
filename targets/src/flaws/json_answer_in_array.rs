use http::response::Parts;

use super::Flaw;
use crate::behaviour::RequestFacts;

/// The answer to one method is wrapped into an array.
pub static FLAW: Flaw = Flaw {
    id: "json-answer-in-array",
    summary: "the answer to one method is wrapped into an array",
    apply: |behaviour| behaviour.hooks.rewrite_http = Some(rewrite),
    fails: &[
        "jsonrpc.no-server-array",
        "transport-http.json-single-object",
        "lifecycle.version-respected",
    ],
};

fn rewrite(facts: &RequestFacts, _parts: &mut Parts, body: &mut Vec<u8>) {
    if facts.rpc_method.as_deref() == Some("resources/templates/list") {
        *body = [b"[", body.as_slice(), b"]"].concat();
    }
}
