use serde_json::Value;

use super::Flaw;

/// A uriTemplate has a brace that is not closed.
pub static FLAW: Flaw = Flaw {
    id: "template-not-closed",
    summary: "a uriTemplate has a brace that is not closed",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["resources.template-syntax"],
};

fn rewrite(method: &str, _params: &Value, result: &mut Value) {
    if method == "resources/templates/list" {
        result["resourceTemplates"][0]["uriTemplate"] = Value::from("proof://greeting/{name");
    }
}
