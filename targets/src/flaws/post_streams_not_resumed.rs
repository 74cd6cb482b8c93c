use super::Flaw;
use crate::behaviour::Replay;

/// Streams that a POST opened are not resumed, though their events have ids.
pub static FLAW: Flaw = Flaw {
    id: "post-streams-not-resumed",
    summary: "streams that a POST opened are not resumed, though their events have ids",
    apply: |behaviour| behaviour.stream.replay = Replay::StandaloneOnly,
    fails: &["resumption.resume-by-get"],
};
