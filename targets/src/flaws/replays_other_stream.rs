use super::Flaw;
use crate::behaviour::Replay;

/// A resumption replays every message of the session.
pub static FLAW: Flaw = Flaw {
    id: "replays-other-stream",
    summary: "a resumption replays every message of the session",
    apply: |behaviour| behaviour.stream.replay = Replay::WholeSession,
    fails: &[
        "resumption.no-cross-stream-replay",
        "resumption.replay-exact-suffix",
    ],
};
