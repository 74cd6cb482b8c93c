use serde_json::{Value, json};

use super::Flaw;

/// Progress carries its token as text.
pub static FLAW: Flaw = Flaw {
    id: "progress-token-as-text",
    summary: "progress carries its token as text",
    apply: |behaviour| behaviour.hooks.rewrite_message = Some(rewrite),
    fails: &["progress.token-echoed"],
};

fn rewrite(message: &mut Value) {
    if message["method"] == "notifications/progress"
        && let Some(number) = message["params"]["progressToken"].as_i64()
    {
        message["params"]["progressToken"] = json!(number.to_string());
    }
}
