use serde_json::{Value, json};

use super::Flaw;

/// A version is advertised that is not implemented.
pub static FLAW: Flaw = Flaw {
    id: "advertises-unusable-version",
    summary: "a version is advertised that is not implemented",
    apply: |behaviour| {
        behaviour.hooks.rewrite_result = Some(rewrite);
        behaviour.hooks.rewrite_error = Some(rewrite_error);
    },
    fails: &["versioning.advertised-usable"],
};

fn rewrite(method: &str, _params: &Value, result: &mut Value) {
    if method == "server/discover" {
        add(&mut result["supportedVersions"]);
    }
}

fn rewrite_error(_method: &str, error: &mut Value) {
    if error["code"] == -32022 {
        add(&mut error["data"]["supported"]);
    }
}

fn add(versions: &mut Value) {
    if let Some(versions) = versions.as_array_mut() {
        versions.push(json!("2027-01-01"));
    }
}
