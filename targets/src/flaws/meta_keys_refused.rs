use serde_json::{Value, json};

use super::Flaw;

/// An unknown key in _meta is an error.
pub static FLAW: Flaw = Flaw {
    id: "meta-keys-refused",
    summary: "an unknown key in _meta is an error",
    apply: |behaviour| {
        behaviour.hooks.rewrite_result = Some(rewrite);
        behaviour.hooks.rewrite_message = Some(refuse);
    },
    fails: &["jsonrpc.meta-tolerated", "transport-stdio.large-messages"],
};

fn rewrite(_method: &str, params: &Value, result: &mut Value) {
    let mut keys = params["_meta"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(key, _)| key);
    if keys.any(|key| key.starts_with("com.example/proofhouse")) {
        *result = json!({"refused": true});
    }
}

fn refuse(message: &mut Value) {
    if message["result"].get("refused").is_some() {
        *message = json!({"jsonrpc": "2.0", "id": message["id"], "error": {"code": -32602, "message": "unknown member"}});
    }
}
