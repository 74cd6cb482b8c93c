use serde_json::{Value, json};

use super::Flaw;

/// A user is sent to a page of plain http.
pub static FLAW: Flaw = Flaw {
    id: "elicitation-url-plain-http",
    summary: "a user is sent to a page of plain http",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["elicitation.url-https"],
};

fn rewrite(_method: &str, _params: &Value, result: &mut Value) {
    if let Some(params) = result.pointer_mut("/inputRequests/page/params") {
        params["url"] = json!("http://login.example/consent");
    }
}
