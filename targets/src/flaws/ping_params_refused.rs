use serde_json::{Value, json};

use super::Flaw;

/// A ping with params is an error.
pub static FLAW: Flaw = Flaw {
    id: "ping-params-refused",
    summary: "a ping with params is an error",
    apply: |behaviour| {
        behaviour.hooks.rewrite_result = Some(rewrite);
        behaviour.hooks.rewrite_message = Some(refuse);
    },
    fails: &["ping.params-tolerated"],
};

fn rewrite(method: &str, params: &Value, result: &mut Value) {
    if method == "ping"
        && params
            .get("_meta")
            .is_some_and(|meta| meta.get("progressToken").is_some())
    {
        *result = json!({"refused": true});
    }
}

fn refuse(message: &mut Value) {
    if message["result"].get("refused").is_some() {
        *message = json!({"jsonrpc": "2.0", "id": message["id"], "error": {"code": -32602, "message": "unknown member"}});
    }
}
