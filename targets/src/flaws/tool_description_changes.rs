use super::Flaw;
use crate::behaviour::FeatureBehaviour;

/// A tool says something else of itself once a connection was used.
pub static FLAW: Flaw = Flaw {
    id: "tool-description-changes",
    summary: "a tool says something else of itself once a connection was used",
    apply: |behaviour| behaviour.features = FeatureBehaviour::DescriptionsChange,
    fails: &["tools.definitions-stable"],
};
