use super::Flaw;
use crate::behaviour::Replay;

/// Event ids repeat with every start, and name a stream of any session.
pub static FLAW: Flaw = Flaw {
    id: "replays-of-any-start",
    summary: "event ids repeat with every start, and name a stream of any session",
    apply: |behaviour| behaviour.stream.replay = Replay::OfAnyStart,
    fails: &["resumption.stale-after-restart"],
};
