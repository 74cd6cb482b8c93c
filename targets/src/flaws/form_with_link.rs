use serde_json::{Value, json};

use super::Flaw;

/// The message of a form holds a URL.
pub static FLAW: Flaw = Flaw {
    id: "form-with-link",
    summary: "the message of a form holds a URL",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["elicitation.no-url-in-form"],
};

fn rewrite(_method: &str, _params: &Value, result: &mut Value) {
    if let Some(params) = result.pointer_mut("/inputRequests/confirmation/params") {
        let message = params["message"].as_str().unwrap_or_default();
        params["message"] = json!(format!("{message} See https://login.example/."));
    }
}
