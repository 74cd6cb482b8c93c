use serde_json::{Value, json};

use super::Flaw;
use crate::upstream::FORGED_METHOD;

/// A line in a text of the upstream service becomes a message.
pub static FLAW: Flaw = Flaw {
    id: "upstream-lines-become-messages",
    summary: "a line in a text of the upstream service becomes a message",
    apply: |behaviour| {
        behaviour.hooks.rewrite_sse_event = Some(before_event);
        behaviour.hooks.rewrite_stdio_line = Some(before_line);
    },
    fails: &["tools.output-sanitized"],
};

fn before_event(message: &Value, event: &mut Vec<u8>) {
    if message.to_string().contains(FORGED_METHOD) {
        let forged = json!({"jsonrpc": "2.0", "method": FORGED_METHOD});
        event.splice(0..0, format!("event: message\ndata: {forged}\n\n").into_bytes());
    }
}

fn before_line(line: &mut Vec<u8>) {
    if String::from_utf8_lossy(line).contains(FORGED_METHOD) {
        let forged = json!({"jsonrpc": "2.0", "method": FORGED_METHOD});
        line.splice(0..0, format!("{forged}\n").into_bytes());
    }
}
