use serde_json::Value;

use super::Flaw;

/// The counter-offer is a version that nobody knows.
pub static FLAW: Flaw = Flaw {
    id: "counter-offer-unknown",
    summary: "the counter-offer is a version that nobody knows",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["lifecycle.counter-offer"],
};

fn rewrite(method: &str, params: &Value, result: &mut Value) {
    let asked = params["protocolVersion"].as_str().unwrap_or_default();
    if method == "initialize" && !matches!(asked.get(..3), Some("202")) {
        result["protocolVersion"] = Value::from("1.0");
    }
}
