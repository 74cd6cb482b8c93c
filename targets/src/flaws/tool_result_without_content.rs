use serde_json::Value;

use super::Flaw;

/// Tool results carry no content.
pub static FLAW: Flaw = Flaw {
    id: "tool-result-without-content",
    summary: "tool results carry no content",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &[
        "schema.messages-valid",
        "tools.result-schema",
        "tools.structured-text-copy",
    ],
};

fn rewrite(method: &str, _params: &Value, result: &mut Value) {
    if ["tools/call", "tasks/result"].contains(&method)
        && let Some(members) = result.as_object_mut()
    {
        members.shift_remove("content");
    }
}
