use serde_json::Value;

use super::Flaw;

/// The resources capability is not declared.
pub static FLAW: Flaw = Flaw {
    id: "resources-undeclared",
    summary: "the resources capability is not declared",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &[
        "discover.undeclared-method",
        "resources.capability-declared",
        "tools.embedded-needs-resources",
    ],
};

fn rewrite(method: &str, _params: &Value, result: &mut Value) {
    if matches!(method, "initialize" | "server/discover")
        && let Some(capabilities) = result["capabilities"].as_object_mut()
    {
        capabilities.shift_remove("resources");
    }
}
