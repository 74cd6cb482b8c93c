use super::Flaw;
use crate::behaviour::FeatureBehaviour;

/// A number is taken for a cursor.
pub static FLAW: Flaw = Flaw {
    id: "cursors-numeric",
    summary: "a number is taken for a cursor",
    apply: |behaviour| behaviour.features = FeatureBehaviour::CursorsNumeric,
    fails: &["pagination.cursor-type"],
};
