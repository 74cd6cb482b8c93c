use super::Flaw;
use crate::behaviour::Replay;

/// An event id resumes a stream of another session of the same principal.
pub static FLAW: Flaw = Flaw {
    id: "replays-other-session",
    summary: "an event id resumes a stream of another session of the same principal",
    apply: |behaviour| behaviour.stream.replay = Replay::OtherSession,
    fails: &["resumption.no-cross-session-replay"],
};
