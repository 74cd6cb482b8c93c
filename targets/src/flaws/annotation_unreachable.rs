use serde_json::{Value, json};

use super::Flaw;

/// An `x-mcp-header` annotation stands in a branch of `anyOf`.
pub static FLAW: Flaw = Flaw {
    id: "annotation-unreachable",
    summary: "an x-mcp-header annotation stands in a branch of anyOf",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["headers.annotation-reachable"],
};

fn rewrite(method: &str, _params: &Value, result: &mut Value) {
    if method != "tools/list" {
        return;
    }
    let mut tools = result["tools"].as_array_mut().into_iter().flatten();
    if let Some(tool) = tools.find(|tool| tool["name"] == "revise") {
        let branch = json!({"properties": {"note": {"type": "string", "x-mcp-header": "Note"}}});
        tool["inputSchema"]["anyOf"] = json!([branch, {}]);
    }
}
