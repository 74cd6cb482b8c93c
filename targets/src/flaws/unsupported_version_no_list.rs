use serde_json::Value;

use super::Flaw;

/// The error does not list the supported versions.
pub static FLAW: Flaw = Flaw {
    id: "unsupported-version-no-list",
    summary: "the error does not list the supported versions",
    apply: |behaviour| behaviour.hooks.rewrite_error = Some(rewrite),
    fails: &["versioning.unsupported-list", "schema.messages-valid"],
};

fn rewrite(_method: &str, error: &mut Value) {
    if error["code"] == -32022
        && let Some(data) = error["data"].as_object_mut()
    {
        data.shift_remove("supported");
    }
}
