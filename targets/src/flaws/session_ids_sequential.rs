use super::Flaw;
use crate::behaviour::SessionIds;

/// Session ids are a counter.
pub static FLAW: Flaw = Flaw {
    id: "session-ids-sequential",
    summary: "session ids are a counter",
    apply: |behaviour| behaviour.session.ids = SessionIds::Sequential,
    fails: &["session.id-not-deterministic", "session.id-unpredictable"],
};
