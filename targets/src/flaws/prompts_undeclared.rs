use serde_json::Value;

use super::Flaw;

/// The prompts capability is not declared.
pub static FLAW: Flaw = Flaw {
    id: "prompts-undeclared",
    summary: "the prompts capability is not declared",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["discover.undeclared-method", "prompts.capability-declared"],
};

fn rewrite(method: &str, _params: &Value, result: &mut Value) {
    if matches!(method, "initialize" | "server/discover")
        && let Some(capabilities) = result["capabilities"].as_object_mut()
    {
        capabilities.shift_remove("prompts");
    }
}
