use super::Flaw;
use crate::behaviour::Crossing;

/// A cancellation ends calls of every session.
pub static FLAW: Flaw = Flaw {
    id: "cancellations-shared",
    summary: "a cancellation ends calls of every session",
    apply: |behaviour| behaviour.session.crossing = Crossing::CancellationsShared,
    fails: &["cancellation.session-scoped"],
};
