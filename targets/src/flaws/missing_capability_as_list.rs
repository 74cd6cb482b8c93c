use super::Flaw;

/// Missing capabilities are named in a list.
pub static FLAW: Flaw = Flaw {
    id: "missing-capability-as-list",
    summary: "missing capabilities are named in a list",
    apply: |behaviour| {
        behaviour.hooks.rewrite_error = Some(|_, error| {
            if error["code"] == -32021 {
                error["data"]["requiredCapabilities"] = serde_json::json!(["elicitation"]);
            }
        });
    },
    fails: &["meta.missing-capability-data", "schema.messages-valid"],
};
