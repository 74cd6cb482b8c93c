use serde_json::{Value, json};

use super::Flaw;

/// An initialize that does not name its client succeeds.
pub static FLAW: Flaw = Flaw {
    id: "bare-initialize-served",
    summary: "an initialize that does not name its client succeeds",
    apply: |behaviour| behaviour.hooks.rewrite_message = Some(rewrite),
    fails: &["lifecycle.missing-params", "lifecycle.version-echo"],
};

fn rewrite(message: &mut Value) {
    if message["error"]["message"] == "clientInfo must have a name and a version" {
        let info = json!({"name": "proofhouse-reference", "version": "1"});
        let result = json!({"protocolVersion": "2025-11-25", "capabilities": {}, "serverInfo": info});
        *message = json!({"jsonrpc": "2.0", "id": message["id"], "result": result});
    }
}
