use super::Flaw;
use crate::behaviour::FeatureBehaviour;

/// An altered cursor shows what is not listed.
pub static FLAW: Flaw = Flaw {
    id: "cursors-plain",
    summary: "an altered cursor shows what is not listed",
    apply: |behaviour| behaviour.features = FeatureBehaviour::CursorsPlain,
    fails: &["pagination.cursor-tamper"],
};
