use serde_json::Value;

use super::Flaw;

/// The structuredContent of a tool is an array.
pub static FLAW: Flaw = Flaw {
    id: "structured-content-array",
    summary: "the structuredContent of a tool is an array",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &[
        "tools.structured-object",
        "tools.output-conforms",
        "schema.messages-valid",
    ],
};

fn rewrite(method: &str, _params: &Value, result: &mut Value) {
    if method == "tools/call"
        && let Some(content) = result.get_mut("structuredContent")
    {
        *content = Value::Array(vec![content.take()]);
    }
}
