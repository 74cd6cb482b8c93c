use super::Flaw;
use crate::behaviour::Replay;

/// An event id that was never issued is answered with every message of the session.
pub static FLAW: Flaw = Flaw {
    id: "unknown-event-replays-all",
    summary: "an event id that was never issued is answered with every message of the session",
    apply: |behaviour| behaviour.stream.replay = Replay::UnknownReplaysAll,
    fails: &["resumption.unknown-id-safe"],
};
