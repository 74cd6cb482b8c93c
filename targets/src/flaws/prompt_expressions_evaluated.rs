use serde_json::Value;

use super::Flaw;

/// An expression in an argument of a prompt is evaluated.
pub static FLAW: Flaw = Flaw {
    id: "prompt-expressions-evaluated",
    summary: "an expression in an argument of a prompt is evaluated",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["prompts.injection-contained"],
};

fn rewrite(method: &str, _params: &Value, result: &mut Value) {
    if method == "prompts/get"
        && let Some(text) = result.pointer_mut("/messages/0/content/text")
        && let Some(made) = text.as_str().and_then(evaluated)
    {
        *text = Value::from(made);
    }
}

fn evaluated(text: &str) -> Option<String> {
    let (before, rest) = text.split_once("{{")?;
    let (expression, after) = rest.split_once("}}")?;
    let (a, b) = expression.split_once('*')?;
    let product = a.parse::<u64>().ok()? * b.parse::<u64>().ok()?;
    Some(format!("{before}{product}{after}"))
}
