use http::StatusCode;
use http::response::Parts;

use super::Flaw;
use crate::behaviour::RequestFacts;

/// An accepted notification is answered with 200.
pub static FLAW: Flaw = Flaw {
    id: "notification-answered-200",
    summary: "an accepted notification is answered with 200",
    apply: |behaviour| behaviour.hooks.rewrite_http = Some(rewrite),
    fails: &[
        "transport-http.notification-accepted",
        "transport-http.response-accepted",
        "jsonrpc.batch-notifications-accepted",
    ],
};

fn rewrite(_facts: &RequestFacts, parts: &mut Parts, _body: &mut Vec<u8>) {
    if parts.status == StatusCode::ACCEPTED {
        parts.status = StatusCode::OK;
    }
}
