use super::Flaw;
use crate::behaviour::FeatureBehaviour;

/// A connection that was used sees fewer resources.
pub static FLAW: Flaw = Flaw {
    id: "resources-change-with-use",
    summary: "a connection that was used sees fewer resources",
    apply: |behaviour| behaviour.features = FeatureBehaviour::ListChangesWithUse("resources/list"),
    fails: &["resources.list-connection-independent"],
};
