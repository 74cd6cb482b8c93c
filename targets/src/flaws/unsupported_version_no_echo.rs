use serde_json::Value;

use super::Flaw;

/// The error does not repeat the requested version.
pub static FLAW: Flaw = Flaw {
    id: "unsupported-version-no-echo",
    summary: "the error does not repeat the requested version",
    apply: |behaviour| behaviour.hooks.rewrite_error = Some(rewrite),
    fails: &["versioning.unsupported-requested", "schema.messages-valid"],
};

fn rewrite(_method: &str, error: &mut Value) {
    if error["code"] == -32022
        && let Some(data) = error["data"].as_object_mut()
    {
        data.shift_remove("requested");
    }
}
