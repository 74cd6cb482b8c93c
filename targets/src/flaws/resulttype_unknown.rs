use serde_json::Value;

use super::Flaw;

/// Results are of a type that nobody knows.
pub static FLAW: Flaw = Flaw {
    id: "resulttype-unknown",
    summary: "results are of a type that nobody knows",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["jsonrpc.result-type-known"],
};

fn rewrite(_method: &str, _params: &Value, result: &mut Value) {
    if result["resultType"] == "complete" {
        result["resultType"] = Value::from("finished");
    }
}
