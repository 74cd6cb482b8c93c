use serde_json::Value;

use super::Flaw;

/// Log messages have the level warn.
pub static FLAW: Flaw = Flaw {
    id: "log-level-warn",
    summary: "log messages have the level warn",
    apply: |behaviour| behaviour.hooks.rewrite_message = Some(rewrite),
    fails: &["logging.message-schema", "schema.messages-valid"],
};

fn rewrite(message: &mut Value) {
    if message["method"] == "notifications/message" {
        message["params"]["level"] = Value::from("warn");
    }
}
