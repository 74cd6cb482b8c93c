use serde_json::Value;

use super::Flaw;

/// The counter-offer is a version that is not spoken.
pub static FLAW: Flaw = Flaw {
    id: "counter-offer-unusable",
    summary: "the counter-offer is a version that is not spoken",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["lifecycle.counter-offer-latest", "lifecycle.offer-usable"],
};

fn rewrite(method: &str, params: &Value, result: &mut Value) {
    let asked = params["protocolVersion"].as_str().unwrap_or_default();
    if method == "initialize" && !matches!(asked.get(..4), Some("2024" | "2025" | "2026")) {
        result["protocolVersion"] = Value::from("2024-11-05");
    }
}
