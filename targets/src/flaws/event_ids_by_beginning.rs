use super::Flaw;
use crate::behaviour::Replay;

/// An event id is found by its beginning in every session.
pub static FLAW: Flaw = Flaw {
    id: "event-ids-by-beginning",
    summary: "an event id is found by its beginning in every session",
    apply: |behaviour| behaviour.stream.replay = Replay::ByBeginning,
    fails: &["resumption.guessed-ids-of-others"],
};
