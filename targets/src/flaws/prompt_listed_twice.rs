use serde_json::Value;

use super::Flaw;

/// A prompt is listed twice.
pub static FLAW: Flaw = Flaw {
    id: "prompt-listed-twice",
    summary: "a prompt is listed twice",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["prompts.name-unique"],
};

fn rewrite(method: &str, _params: &Value, result: &mut Value) {
    if let ("prompts/list", Some(prompts)) = (method, result.get_mut("prompts").and_then(Value::as_array_mut))
    {
        prompts.extend(prompts.last().cloned());
    }
}
