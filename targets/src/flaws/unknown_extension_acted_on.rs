use serde_json::Value;

use super::Flaw;

/// An extension of the client that is not known hides capabilities.
pub static FLAW: Flaw = Flaw {
    id: "unknown-extension-acted-on",
    summary: "an extension of the client that is not known hides capabilities",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["extensions.unknown-ignored"],
};

fn rewrite(method: &str, params: &Value, result: &mut Value) {
    let declared = params.pointer("/_meta/io.modelcontextprotocol~1clientCapabilities/extensions");
    if method == "server/discover" && declared.is_some() {
        result["capabilities"]
            .as_object_mut()
            .map(|capabilities| capabilities.shift_remove("logging"));
    }
}
