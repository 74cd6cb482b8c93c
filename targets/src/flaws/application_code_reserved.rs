use serde_json::Value;

use super::Flaw;

/// An unknown tool is answered with a code of JSON-RPC's reserved band.
pub static FLAW: Flaw = Flaw {
    id: "application-code-reserved",
    summary: "an unknown tool is answered with a code of JSON-RPC's reserved band",
    apply: |behaviour| behaviour.hooks.rewrite_error = Some(rewrite),
    fails: &["jsonrpc.application-code", "tools.unknown-tool"],
};

fn rewrite(_method: &str, error: &mut Value) {
    if error["message"]
        .as_str()
        .is_some_and(|message| message.starts_with("unknown tool"))
    {
        error["code"] = Value::from(-32199);
    }
}
