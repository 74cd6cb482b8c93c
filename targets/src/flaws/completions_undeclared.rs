use serde_json::Value;

use super::Flaw;

/// Completions are served and not declared.
pub static FLAW: Flaw = Flaw {
    id: "completions-undeclared",
    summary: "completions are served and not declared",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &[
        "completion.capability-declared",
        "discover.undeclared-method",
        "lifecycle.completions-declared",
        "completion.unsupported",
    ],
};

fn rewrite(method: &str, _params: &Value, result: &mut Value) {
    if matches!(method, "initialize" | "server/discover")
        && let Some(capabilities) = result["capabilities"].as_object_mut()
    {
        capabilities.shift_remove("completions");
    }
}
