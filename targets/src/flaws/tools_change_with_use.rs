use super::Flaw;
use crate::behaviour::FeatureBehaviour;

/// A connection that was used sees fewer tools.
pub static FLAW: Flaw = Flaw {
    id: "tools-change-with-use",
    summary: "a connection that was used sees fewer tools",
    apply: |behaviour| behaviour.features = FeatureBehaviour::ListChangesWithUse("tools/list"),
    fails: &["tools.list-no-side-effect"],
};
