use serde_json::{Value, json};

use super::Flaw;

/// An `x-mcp-header` annotation stands on a number.
pub static FLAW: Flaw = Flaw {
    id: "annotation-on-number",
    summary: "an x-mcp-header annotation stands on a number",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["headers.annotation-primitive"],
};

fn rewrite(method: &str, _params: &Value, result: &mut Value) {
    if method != "tools/list" {
        return;
    }
    let mut tools = result["tools"].as_array_mut().into_iter().flatten();
    if let Some(tool) = tools.find(|tool| tool["name"] == "revise") {
        tool["inputSchema"]["properties"]["size"] = json!({"type": "number", "x-mcp-header": "Size"});
    }
}
