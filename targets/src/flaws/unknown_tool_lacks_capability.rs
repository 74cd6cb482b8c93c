use serde_json::{Value, json};

use super::Flaw;

/// An unknown tool is reported as a missing capability.
pub static FLAW: Flaw = Flaw {
    id: "unknown-tool-lacks-capability",
    summary: "an unknown tool is reported as a missing capability",
    apply: |behaviour| behaviour.hooks.rewrite_error = Some(rewrite),
    fails: &["jsonrpc.defined-meaning", "tools.unknown-tool"],
};

fn rewrite(_method: &str, error: &mut Value) {
    if error["message"]
        .as_str()
        .is_some_and(|message| message.starts_with("unknown tool"))
    {
        error["code"] = Value::from(-32021);
        error["data"] = json!({"requiredCapabilities": {"sampling": {}}});
    }
}
