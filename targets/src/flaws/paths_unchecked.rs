use super::Flaw;
use crate::behaviour::FeatureBehaviour;

/// A file is read wherever its path leads.
pub static FLAW: Flaw = Flaw {
    id: "paths-unchecked",
    summary: "a file is read wherever its path leads",
    apply: |behaviour| behaviour.features = FeatureBehaviour::PathsUnchecked,
    fails: &["tools.path-traversal"],
};
