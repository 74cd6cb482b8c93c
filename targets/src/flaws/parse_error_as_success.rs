use http::StatusCode;
use http::response::Parts;
use serde_json::{Value, json};

use super::Flaw;
use crate::behaviour::RequestFacts;

/// Input that is not JSON is answered as a success.
pub static FLAW: Flaw = Flaw {
    id: "parse-error-as-success",
    summary: "input that is not JSON is answered as a success",
    apply: |behaviour| {
        behaviour.hooks.rewrite_message = Some(rewrite);
        behaviour.hooks.rewrite_http = Some(rewrite_status);
    },
    fails: &[
        "jsonrpc.id-echo",
        "jsonrpc.invalid-utf8-survived",
        "jsonrpc.parse-error",
        "transport-http.malformed-body-survived",
    ],
};

fn rewrite(message: &mut Value) {
    if message["error"]["code"] == -32700 {
        *message = json!({"jsonrpc": "2.0", "id": null, "result": {}});
    }
}

fn rewrite_status(_facts: &RequestFacts, parts: &mut Parts, body: &mut Vec<u8>) {
    if body.as_slice() == br#"{"jsonrpc":"2.0","id":null,"result":{}}"# {
        parts.status = StatusCode::OK;
    }
}
