use serde_json::Value;

use super::Flaw;

/// Errors carry no id.
pub static FLAW: Flaw = Flaw {
    id: "error-id-dropped",
    summary: "errors carry no id",
    apply: |behaviour| behaviour.hooks.rewrite_message = Some(rewrite),
    fails: &["jsonrpc.error-id-echo", "jsonrpc.batch-answered-by-request"],
};

fn rewrite(message: &mut Value) {
    if message.get("error").is_some()
        && let Some(members) = message.as_object_mut()
    {
        members.shift_remove("id");
    }
}
