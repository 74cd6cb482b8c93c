use serde_json::Value;

use super::Flaw;

/// Notifications carry an id.
pub static FLAW: Flaw = Flaw {
    id: "notifications-with-id",
    summary: "notifications carry an id",
    apply: |behaviour| behaviour.hooks.rewrite_message = Some(rewrite),
    fails: &[
        "jsonrpc.notification-without-id",
        "transport-http.sse-no-server-request",
    ],
};

fn rewrite(message: &mut Value) {
    if message["method"]
        .as_str()
        .is_some_and(|method| method.starts_with("notifications/"))
    {
        message["id"] = Value::Null;
    }
}
