use serde_json::Value;

use super::Flaw;

/// A completion has more than 100 values.
pub static FLAW: Flaw = Flaw {
    id: "completion-too-many",
    summary: "a completion has more than 100 values",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &[
        "completion.at-most-100",
        "completion.result-schema",
        "schema.messages-valid",
    ],
};

fn rewrite(method: &str, _params: &Value, result: &mut Value) {
    if method == "completion/complete" {
        let values: Vec<String> = (0..101).map(|number| format!("value-{number}")).collect();
        result["completion"]["values"] = Value::from(values);
    }
}
