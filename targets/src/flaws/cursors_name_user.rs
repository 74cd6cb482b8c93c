use super::Flaw;
use crate::behaviour::FeatureBehaviour;

/// A cursor names its user, whose list is shown to whoever brings it.
pub static FLAW: Flaw = Flaw {
    id: "cursors-name-user",
    summary: "a cursor names its user, whose list is shown to whoever brings it",
    apply: |behaviour| behaviour.features = FeatureBehaviour::CursorsNameUser,
    fails: &["pagination.cursor-other-principal"],
};
