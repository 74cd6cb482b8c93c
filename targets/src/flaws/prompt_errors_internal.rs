use serde_json::Value;

use super::Flaw;

/// What is wrong with a request for a prompt is an internal error.
pub static FLAW: Flaw = Flaw {
    id: "prompt-errors-internal",
    summary: "what is wrong with a request for a prompt is an internal error",
    apply: |behaviour| behaviour.hooks.rewrite_error = Some(rewrite),
    fails: &["prompts.unknown-prompt", "prompts.missing-argument"],
};

fn rewrite(method: &str, error: &mut Value) {
    if method == "prompts/get" && error["code"] == -32602 {
        error["code"] = Value::from(-32603);
    }
}
