use super::Flaw;
use crate::behaviour::FeatureBehaviour;

/// A completion for something unknown has no values.
pub static FLAW: Flaw = Flaw {
    id: "unknown-completion-empty",
    summary: "a completion for something unknown has no values",
    apply: |behaviour| behaviour.features = FeatureBehaviour::UnknownCompletionEmpty,
    fails: &["completion.unknown-reference"],
};
