use super::Flaw;
use crate::behaviour::FeatureBehaviour;

/// Tools are found under their names in any case.
pub static FLAW: Flaw = Flaw {
    id: "tool-names-any-case",
    summary: "tools are found under their names in any case",
    apply: |behaviour| behaviour.features = FeatureBehaviour::ToolNamesAnyCase,
    fails: &["tools.name-case"],
};
