use serde_json::{Value, json};

use super::Flaw;

/// The status of a task is sent whatever revision was agreed on.
pub static FLAW: Flaw = Flaw {
    id: "task-status-in-older-session",
    summary: "the status of a task is sent whatever revision was agreed on",
    apply: |behaviour| behaviour.hooks.rewrite_sse_event = Some(rewrite),
    fails: &["lifecycle.version-respected"],
};

fn rewrite(message: &Value, event: &mut Vec<u8>) {
    if message.get("result").is_some() && message["result"].get("resultType").is_none() {
        let then = "2025-11-25T00:00:00Z";
        let task = json!({"taskId": "1", "status": "working", "createdAt": then, "lastUpdatedAt": then, "ttl": null});
        let status = json!({"jsonrpc": "2.0", "method": "notifications/tasks/status", "params": task});
        event.splice(0..0, format!("event: message\ndata: {status}\n\n").into_bytes());
    }
}
