use serde_json::{Value, json};

use super::Flaw;

/// The URL that a user is sent to is relative.
pub static FLAW: Flaw = Flaw {
    id: "elicitation-url-relative",
    summary: "the URL that a user is sent to is relative",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["elicitation.url-valid"],
};

fn rewrite(_method: &str, _params: &Value, result: &mut Value) {
    if let Some(params) = result.pointer_mut("/inputRequests/page/params") {
        params["url"] = json!("/consent");
    }
}
