use super::Flaw;
use crate::behaviour::FeatureBehaviour;

/// A missing resource is read as empty.
pub static FLAW: Flaw = Flaw {
    id: "resource-missing-empty-contents",
    summary: "a missing resource is read as empty",
    apply: |behaviour| behaviour.features = FeatureBehaviour::MissingResourceEmpty,
    fails: &["resources.not-found-code", "resources.not-found-not-empty"],
};
