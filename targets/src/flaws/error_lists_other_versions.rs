use serde_json::{Value, json};

use super::Flaw;

/// The error about the version lists other versions than discovery.
pub static FLAW: Flaw = Flaw {
    id: "error-lists-other-versions",
    summary: "the error about the version lists other versions than discovery",
    apply: |behaviour| behaviour.hooks.rewrite_error = Some(rewrite),
    fails: &["versioning.lists-agree"],
};

fn rewrite(_method: &str, error: &mut Value) {
    if error["code"] == -32022 {
        error["data"]["supported"] = json!(["2025-11-25"]);
    }
}
