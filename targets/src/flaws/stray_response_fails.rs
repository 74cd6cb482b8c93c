use super::Flaw;
use crate::behaviour::RequestFacts;

/// A response that nothing asked for is an internal error.
pub static FLAW: Flaw = Flaw {
    id: "stray-response-fails",
    summary: "a response that nothing asked for is an internal error",
    apply: |behaviour| behaviour.hooks.rewrite_http = Some(rewrite),
    fails: &["server-requests.stray-response-harmless"],
};

fn rewrite(facts: &RequestFacts, parts: &mut http::response::Parts, _body: &mut Vec<u8>) {
    if facts.http_method == "POST" && facts.rpc_method.is_none() && !facts.modern && parts.status == 202 {
        parts.status = http::StatusCode::INTERNAL_SERVER_ERROR;
    }
}
