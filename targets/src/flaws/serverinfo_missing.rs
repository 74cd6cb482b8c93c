use serde_json::Value;

use super::Flaw;

/// The initialize result has no serverInfo.
pub static FLAW: Flaw = Flaw {
    id: "serverinfo-missing",
    summary: "the initialize result has no serverInfo",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["lifecycle.initialize-result", "schema.messages-valid"],
};

fn rewrite(method: &str, _params: &Value, result: &mut Value) {
    if method == "initialize"
        && let Some(members) = result.as_object_mut()
    {
        members.shift_remove("serverInfo");
    }
}
