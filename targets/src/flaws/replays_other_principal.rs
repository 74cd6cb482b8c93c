use super::Flaw;
use crate::behaviour::Replay;

/// An event id resumes a stream of another principal's session.
pub static FLAW: Flaw = Flaw {
    id: "replays-other-principal",
    summary: "an event id resumes a stream of another principal's session",
    apply: |behaviour| behaviour.stream.replay = Replay::OtherPrincipal,
    fails: &[
        "resumption.guessed-ids-of-others",
        "resumption.no-cross-principal-replay",
    ],
};
