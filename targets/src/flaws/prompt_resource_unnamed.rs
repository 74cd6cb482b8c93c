use serde_json::Value;

use super::Flaw;

/// The resource in a prompt has no URI.
pub static FLAW: Flaw = Flaw {
    id: "prompt-resource-unnamed",
    summary: "the resource in a prompt has no URI",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &[
        "prompts.embedded-resource",
        "prompts.get-schema",
        "schema.messages-valid",
    ],
};

fn rewrite(method: &str, _params: &Value, result: &mut Value) {
    if method == "prompts/get"
        && let Some(resource) = result.pointer_mut("/messages/0/content/resource")
        && let Some(members) = resource.as_object_mut()
    {
        members.shift_remove("uri");
    }
}
