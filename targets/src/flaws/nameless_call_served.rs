use serde_json::{Value, json};

use super::Flaw;

/// A tool call without a name succeeds.
pub static FLAW: Flaw = Flaw {
    id: "nameless-call-served",
    summary: "a tool call without a name succeeds",
    apply: |behaviour| {
        behaviour.hooks.rewrite_error = Some(mark);
        behaviour.hooks.rewrite_message = Some(rewrite);
    },
    fails: &[
        "jsonrpc.invalid-params",
        "tools.malformed-call",
        "transport-http.result-status",
    ],
};

/// What is said of a call without a name, and of nothing else.
const NAMELESS: &str = "a call must have a name";

fn mark(method: &str, error: &mut Value) {
    if method == "tools/call" && error["message"] == "name must be a string" {
        error["message"] = Value::from(NAMELESS);
    }
}

fn rewrite(message: &mut Value) {
    if message["error"]["message"] == NAMELESS {
        let result = json!({"resultType": "complete", "content": []});
        *message = json!({"jsonrpc": "2.0", "id": message["id"], "result": result});
    }
}
