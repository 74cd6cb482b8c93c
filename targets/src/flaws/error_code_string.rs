use serde_json::Value;

use super::Flaw;

/// Error codes are strings.
pub static FLAW: Flaw = Flaw {
    id: "error-code-string",
    summary: "error codes are strings",
    apply: |behaviour| behaviour.hooks.rewrite_message = Some(rewrite),
    fails: &[
        "discover.unsupported-version",
        "headers.error-shape",
        "jsonrpc.error-code-integer",
        "meta.capabilities-required",
        "meta.missing",
        "meta.version-required",
        "transport-http.unknown-method-status",
        "versioning.removed-methods",
        "versioning.unsupported-code",
        "completion.unknown-reference",
        "logging.invalid-level",
        "schema.messages-valid",
        "subscriptions.filter-required",
    ],
};

fn rewrite(message: &mut Value) {
    if message.get("error").is_some() {
        message["error"]["code"] = Value::from(message["error"]["code"].to_string());
    }
}
