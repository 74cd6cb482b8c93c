use serde_json::Value;

use super::Flaw;

/// A declared capability is a boolean.
pub static FLAW: Flaw = Flaw {
    id: "capabilities-not-objects",
    summary: "a declared capability is a boolean",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &[
        "discover.capabilities-shape",
        "lifecycle.capability-types",
        "schema.messages-valid",
    ],
};

fn rewrite(method: &str, _params: &Value, result: &mut Value) {
    if matches!(method, "initialize" | "server/discover") {
        result["capabilities"]["tools"] = Value::from(true);
    }
}
