use super::Flaw;
use crate::behaviour::Crossing;

/// Questions of a call are also sent to the streams that GET opened.
pub static FLAW: Flaw = Flaw {
    id: "questions-copied",
    summary: "questions of a call are also sent to the streams that GET opened",
    apply: |behaviour| behaviour.session.crossing = Crossing::QuestionsCopied,
    fails: &["transport-http.no-broadcast"],
};
