use serde_json::Value;

use super::Flaw;

/// The pattern of an argument repeats what repeats.
pub static FLAW: Flaw = Flaw {
    id: "pattern-backtracks",
    summary: "the pattern of an argument repeats what repeats",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["schema.patterns-bounded"],
};

fn rewrite(method: &str, _params: &Value, result: &mut Value) {
    if let ("tools/list", Some(tools)) = (method, result.get_mut("tools").and_then(Value::as_array_mut)) {
        for tool in tools.iter_mut().filter(|tool| tool["name"] == "fetch") {
            tool["inputSchema"]["properties"]["url"]["pattern"] = Value::from("^http://([a-z0-9.:]+/?)+$");
        }
    }
}
