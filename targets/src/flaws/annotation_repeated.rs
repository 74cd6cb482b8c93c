use serde_json::{Value, json};

use super::Flaw;

/// Two `x-mcp-header` annotations of a tool differ in case only.
pub static FLAW: Flaw = Flaw {
    id: "annotation-repeated",
    summary: "two x-mcp-header annotations of a tool differ in case only",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["headers.annotation-unique"],
};

fn rewrite(method: &str, _params: &Value, result: &mut Value) {
    if method != "tools/list" {
        return;
    }
    let mut tools = result["tools"].as_array_mut().into_iter().flatten();
    if let Some(tool) = tools.find(|tool| tool["name"] == "revise") {
        let note = |name: &str| json!({"type": "string", "x-mcp-header": name});
        tool["inputSchema"]["properties"] = json!({"note": note("Note"), "other": note("NOTE")});
    }
}
