use serde_json::{Value, json};

use super::Flaw;

/// A tool call without a name succeeds.
pub static FLAW: Flaw = Flaw {
    id: "nameless-call-served",
    summary: "a tool call without a name succeeds",
    apply: |behaviour| behaviour.hooks.rewrite_message = Some(rewrite),
    fails: &[
        "jsonrpc.invalid-params",
        "tools.malformed-call",
        "transport-http.result-status",
    ],
};

fn rewrite(message: &mut Value) {
    if message["error"]["message"] == "name must be a string" {
        let result = json!({"resultType": "complete", "content": []});
        *message = json!({"jsonrpc": "2.0", "id": message["id"], "result": result});
    }
}
