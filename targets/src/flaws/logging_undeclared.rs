use serde_json::Value;

use super::Flaw;

/// Log messages are sent, and logging is not declared.
pub static FLAW: Flaw = Flaw {
    id: "logging-undeclared",
    summary: "log messages are sent, and logging is not declared",
    apply: |behaviour| {
        behaviour.hooks.rewrite_result = Some(rewrite);
        behaviour.hooks.rewrite_sse_event = Some(before);
    },
    fails: &["lifecycle.logging-declared"],
};

fn rewrite(method: &str, _params: &Value, result: &mut Value) {
    if matches!(method, "initialize" | "server/discover")
        && let Some(capabilities) = result["capabilities"].as_object_mut()
    {
        capabilities.shift_remove("logging");
    }
}

fn before(message: &Value, event: &mut Vec<u8>) {
    if message.get("result").is_some() && message["result"].get("resultType").is_none() {
        let notification =
            br#"{"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info","data":"x"}}"#;
        event.splice(
            0..0,
            [b"event: message\ndata: ".as_slice(), notification, b"\n\n"].concat(),
        );
    }
}
