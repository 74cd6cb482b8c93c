use serde_json::{Value, json};

use super::Flaw;

/// Log messages are sent though no level was set.
pub static FLAW: Flaw = Flaw {
    id: "logs-unasked",
    summary: "log messages are sent though no level was set",
    apply: |behaviour| behaviour.hooks.rewrite_sse_event = Some(rewrite),
    fails: &["logging.silent-without-opt-in"],
};

fn rewrite(message: &Value, event: &mut Vec<u8>) {
    if message["result"].get("resultType").is_some() && message["result"].get("content").is_some() {
        let log = json!({"jsonrpc": "2.0", "method": "notifications/message", "params": {"level": "info", "data": "x"}});
        event.splice(0..0, format!("event: message\ndata: {log}\n\n").into_bytes());
    }
}
