use serde_json::Value;

use super::Flaw;

/// The counter-offer is a version that is not spoken.
pub static FLAW: Flaw = Flaw {
    id: "counter-offer-unusable",
    summary: "the counter-offer is a version that is not spoken",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["lifecycle.counter-offer-latest", "lifecycle.offer-usable"],
};

/// What is offered, and not agreed to.
const OFFERED: &str = "2025-06-18";

fn rewrite(method: &str, params: &Value, result: &mut Value) {
    let asked = params["protocolVersion"].as_str().unwrap_or_default();
    let is_published = matches!(asked, "2024-11-05" | "2025-03-26" | "2025-06-18" | "2025-11-25");
    if method == "initialize" && asked == OFFERED {
        result["protocolVersion"] = Value::from("2025-11-25");
    } else if method == "initialize" && !is_published {
        result["protocolVersion"] = Value::from(OFFERED);
    }
}
