use super::Flaw;
use crate::behaviour::FeatureBehaviour;

/// A completion with a context is refused.
pub static FLAW: Flaw = Flaw {
    id: "completion-context-refused",
    summary: "a completion with a context is refused",
    apply: |behaviour| behaviour.features = FeatureBehaviour::ContextRefused,
    fails: &["completion.context-accepted"],
};
