use serde_json::Value;

use super::Flaw;

/// An unsupported version is answered with -32600.
pub static FLAW: Flaw = Flaw {
    id: "unsupported-version-wrong-code",
    summary: "an unsupported version is answered with -32600",
    apply: |behaviour| {
        // So that there are published versions that it does not speak.
        behaviour.slim = true;
        behaviour.hooks.rewrite_error = Some(rewrite);
    },
    fails: &[
        "discover.unsupported-version",
        "versioning.known-but-unsupported",
        "versioning.unsupported-code",
    ],
};

fn rewrite(_method: &str, error: &mut Value) {
    if error["code"] == -32022 {
        error["code"] = Value::from(-32600);
    }
}
