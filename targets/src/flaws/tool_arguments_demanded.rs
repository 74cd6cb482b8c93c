use super::Flaw;
use crate::behaviour::FeatureBehaviour;

/// A call without the member arguments is refused.
pub static FLAW: Flaw = Flaw {
    id: "tool-arguments-demanded",
    summary: "a call without the member arguments is refused",
    apply: |behaviour| behaviour.features = FeatureBehaviour::ArgumentsDemanded,
    fails: &["tools.arguments-optional"],
};
