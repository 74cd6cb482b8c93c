use serde_json::{Value, json};

use super::Flaw;

/// Prompts are declared and their list is not found.
pub static FLAW: Flaw = Flaw {
    id: "prompts-not-implemented",
    summary: "prompts are declared and their list is not found",
    apply: |behaviour| behaviour.hooks.rewrite_message = Some(rewrite),
    fails: &["lifecycle.declared-works", "prompts.list-answered"],
};

fn rewrite(message: &mut Value) {
    if message["result"].get("prompts").is_some() && message["result"].get("resultType").is_none() {
        let error = json!({"code": -32601, "message": "method not found"});
        *message = json!({"jsonrpc": "2.0", "id": message["id"], "error": error});
    }
}
