use serde_json::Value;

use super::Flaw;

/// An unknown tool is answered with -32000.
pub static FLAW: Flaw = Flaw {
    id: "sdk-error-code",
    summary: "an unknown tool is answered with -32000",
    apply: |behaviour| behaviour.hooks.rewrite_error = Some(rewrite),
    fails: &["jsonrpc.legacy-code", "tools.unknown-tool"],
};

fn rewrite(_method: &str, error: &mut Value) {
    if error["message"]
        .as_str()
        .is_some_and(|message| message.starts_with("unknown tool"))
    {
        error["code"] = Value::from(-32000);
    }
}
