use serde_json::Value;

use super::Flaw;

/// Tool results hold content of an unknown kind.
pub static FLAW: Flaw = Flaw {
    id: "content-of-unknown-kind",
    summary: "tool results hold content of an unknown kind",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &[
        "schema.content-kinds",
        "schema.messages-valid",
        "tools.result-schema",
        "tools.structured-text-copy",
    ],
};

fn rewrite(method: &str, _params: &Value, result: &mut Value) {
    if ["tools/call", "tasks/result"].contains(&method)
        && result.get("resultType").is_none()
        && let Some(block) = result.pointer_mut("/content/0/type")
    {
        *block = Value::from("video");
    }
}
