use serde_json::Value;

use super::Flaw;

/// A ping's result has a member.
pub static FLAW: Flaw = Flaw {
    id: "ping-nonempty-result",
    summary: "a ping's result has a member",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["ping.empty-result"],
};

fn rewrite(method: &str, _params: &Value, result: &mut Value) {
    if method == "ping" {
        result["pong"] = Value::from(true);
    }
}
