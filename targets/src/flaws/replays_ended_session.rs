use super::Flaw;
use crate::behaviour::Replay;

/// An event id resumes a stream of a session that has ended.
pub static FLAW: Flaw = Flaw {
    id: "replays-ended-session",
    summary: "an event id resumes a stream of a session that has ended",
    apply: |behaviour| behaviour.stream.replay = Replay::EndedSession,
    fails: &["resumption.ended-session"],
};
