use serde_json::Value;

use super::Flaw;

/// A change of the list of tools is announced, and that is not declared.
pub static FLAW: Flaw = Flaw {
    id: "list-changes-undeclared",
    summary: "a change of the list of tools is announced, and that is not declared",
    apply: |behaviour| behaviour.hooks.rewrite_sse_event = Some(before),
    fails: &["lifecycle.notifications-declared"],
};

fn before(message: &Value, event: &mut Vec<u8>) {
    if message.get("result").is_some() && message["result"].get("resultType").is_none() {
        let notification = br#"{"jsonrpc":"2.0","method":"notifications/tools/list_changed"}"#;
        event.splice(
            0..0,
            [b"event: message\ndata: ".as_slice(), notification, b"\n\n"].concat(),
        );
    }
}
