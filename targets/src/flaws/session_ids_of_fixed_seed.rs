use super::Flaw;
use crate::behaviour::SessionIds;

/// Session ids come from a generator that starts anew with the server.
pub static FLAW: Flaw = Flaw {
    id: "session-ids-of-fixed-seed",
    summary: "session ids come from a generator that starts anew with the server",
    apply: |behaviour| behaviour.session.ids = SessionIds::FixedSeed,
    fails: &["session.id-not-deterministic"],
};
