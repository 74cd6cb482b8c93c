use super::Flaw;
use crate::behaviour::AnswerBehaviour;

/// A cancelled form is answered with an internal error.
pub static FLAW: Flaw = Flaw {
    id: "cancel-fails",
    summary: "a cancelled form is answered with an internal error",
    apply: |behaviour| behaviour.answers = AnswerBehaviour::CancelFails,
    fails: &["elicitation.refusal-handled"],
};
