use serde_json::Value;

use super::Flaw;

/// Error codes are strings.
pub static FLAW: Flaw = Flaw {
    id: "error-code-string",
    summary: "error codes are strings",
    apply: |behaviour| behaviour.hooks.rewrite_message = Some(rewrite),
    fails: &[
        "completion.unknown-reference",
        "discover.unsupported-version",
        "headers.error-shape",
        "jsonrpc.error-code-integer",
        "logging.invalid-level",
        "meta.capabilities-required",
        "meta.missing",
        "meta.missing-capability-error",
        "meta.version-required",
        "schema.messages-valid",
        "subscriptions.filter-required",
        "transport-http.unknown-method-status",
        "versioning.removed-methods",
        "versioning.unsupported-code",
    ],
};

fn rewrite(message: &mut Value) {
    if message.get("error").is_some() {
        message["error"]["code"] = Value::from(message["error"]["code"].to_string());
    }
}
