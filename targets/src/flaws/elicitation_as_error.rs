use serde_json::Value;

use super::Flaw;

/// A call of an unknown tool is answered with the retired code for elicitation.
pub static FLAW: Flaw = Flaw {
    id: "elicitation-as-error",
    summary: "a call of an unknown tool is answered with the retired code for elicitation",
    apply: |behaviour| behaviour.hooks.rewrite_error = Some(rewrite),
    fails: &[
        "jsonrpc.elicitation-code-retired",
        "tools.unknown-tool",
        "schema.messages-valid",
        "elicitation.required-error-only-then",
    ],
};

fn rewrite(method: &str, error: &mut Value) {
    let unknown = error["message"]
        .as_str()
        .is_some_and(|message| message.starts_with("unknown tool"));
    if method == "tools/call" && unknown {
        error["code"] = Value::from(-32042);
    }
}
