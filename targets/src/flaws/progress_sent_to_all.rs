use super::Flaw;
use crate::behaviour::Crossing;

/// Progress of a call is also sent to the streams of other sessions.
pub static FLAW: Flaw = Flaw {
    id: "progress-sent-to-all",
    summary: "progress of a call is also sent to the streams of other sessions",
    apply: |behaviour| behaviour.session.crossing = Crossing::ProgressToAll,
    fails: &["session.streams-isolated"],
};
