use serde_json::{Value, json};

use super::Flaw;

/// An `x-mcp-header` annotation has a space.
pub static FLAW: Flaw = Flaw {
    id: "annotation-not-token",
    summary: "an x-mcp-header annotation has a space",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["headers.annotation-is-token"],
};

fn rewrite(method: &str, _params: &Value, result: &mut Value) {
    if method != "tools/list" {
        return;
    }
    let mut tools = result["tools"].as_array_mut().into_iter().flatten();
    if let Some(tool) = tools.find(|tool| tool["name"] == "revise") {
        tool["inputSchema"]["properties"]["note"] = json!({"type": "string", "x-mcp-header": "My Note"});
    }
}
