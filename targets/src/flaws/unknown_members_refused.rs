use serde_json::{Value, json};

use super::Flaw;

/// An unknown member of params is an error.
pub static FLAW: Flaw = Flaw {
    id: "unknown-members-refused",
    summary: "an unknown member of params is an error",
    apply: |behaviour| {
        behaviour.hooks.rewrite_result = Some(rewrite);
        behaviour.hooks.rewrite_message = Some(refuse);
    },
    fails: &["jsonrpc.unknown-members-tolerated"],
};

fn rewrite(_method: &str, params: &Value, result: &mut Value) {
    let mut names = params.as_object().into_iter().flatten().map(|(name, _)| name);
    if names.any(|name| name.starts_with("proofhouse")) {
        *result = json!({"refused": true});
    }
}

fn refuse(message: &mut Value) {
    if message["result"].get("refused").is_some() {
        *message = json!({"jsonrpc": "2.0", "id": message["id"], "error": {"code": -32602, "message": "unknown member"}});
    }
}
