use super::Flaw;
use crate::behaviour::Crossing;

/// A stream that is left while its client is asked something ends the session.
pub static FLAW: Flaw = Flaw {
    id: "session-ends-with-stream",
    summary: "a stream that is left while its client is asked something ends the session",
    apply: |behaviour| behaviour.session.crossing = Crossing::EndsWithStream,
    fails: &["transport-http.disconnect-survived"],
};
