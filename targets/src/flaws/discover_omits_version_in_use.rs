use serde_json::{Value, json};

use super::Flaw;

/// Discovery does not list the version that it is served under.
pub static FLAW: Flaw = Flaw {
    id: "discover-omits-version-in-use",
    summary: "discovery does not list the version that it is served under",
    apply: |behaviour| {
        behaviour.hooks.rewrite_result = Some(rewrite);
        behaviour.hooks.rewrite_error = Some(rewrite_error);
    },
    fails: &["discover.lists-version-in-use"],
};

fn rewrite(method: &str, _params: &Value, result: &mut Value) {
    if method == "server/discover" {
        result["supportedVersions"] = json!(["2025-11-25"]);
    }
}

fn rewrite_error(_method: &str, error: &mut Value) {
    if error["code"] == -32022 {
        error["data"]["supported"] = json!(["2025-11-25"]);
    }
}
