use super::Flaw;
use crate::behaviour::FeatureBehaviour;

/// A cursor is good on the connection that it was given out on.
pub static FLAW: Flaw = Flaw {
    id: "cursors-of-connection",
    summary: "a cursor is good on the connection that it was given out on",
    apply: |behaviour| behaviour.features = FeatureBehaviour::CursorsOfConnection,
    fails: &["meta.no-connection-affinity", "pagination.stable-cursors"],
};
