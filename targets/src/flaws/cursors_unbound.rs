use super::Flaw;
use crate::behaviour::FeatureBehaviour;

/// A cursor is good for every list.
pub static FLAW: Flaw = Flaw {
    id: "cursors-unbound",
    summary: "a cursor is good for every list",
    apply: |behaviour| behaviour.features = FeatureBehaviour::CursorsUnbound,
    fails: &["pagination.cursor-other-method"],
};
