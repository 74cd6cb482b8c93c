use serde_json::Value;

use super::Flaw;

/// Discovery names no versions.
pub static FLAW: Flaw = Flaw {
    id: "discover-without-versions",
    summary: "discovery names no versions",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["discover.result-shape", "schema.messages-valid"],
};

fn rewrite(method: &str, _params: &Value, result: &mut Value) {
    if method == "server/discover"
        && let Some(members) = result.as_object_mut()
    {
        members.shift_remove("supportedVersions");
    }
}
