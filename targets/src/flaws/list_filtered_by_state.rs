use serde_json::Value;

use super::Flaw;

/// Tools/list is shorter where a requestState comes with it.
pub static FLAW: Flaw = Flaw {
    id: "list-filtered-by-state",
    summary: "tools/list is shorter where a requestState comes with it",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["mrtr.fields-on-other-methods"],
};

fn rewrite(method: &str, params: &Value, result: &mut Value) {
    if method == "tools/list"
        && params.get("requestState").is_some()
        && let Some(tools) = result["tools"].as_array_mut()
    {
        tools.truncate(1);
    }
}
