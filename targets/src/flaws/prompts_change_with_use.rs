use super::Flaw;
use crate::behaviour::FeatureBehaviour;

/// A connection that was used sees fewer prompts.
pub static FLAW: Flaw = Flaw {
    id: "prompts-change-with-use",
    summary: "a connection that was used sees fewer prompts",
    apply: |behaviour| behaviour.features = FeatureBehaviour::ListChangesWithUse("prompts/list"),
    fails: &["pagination.stable-cursors", "prompts.list-connection-independent"],
};
