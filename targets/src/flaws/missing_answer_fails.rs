use super::Flaw;
use crate::behaviour::AnswerBehaviour;

/// A missing answer is answered with an internal error.
pub static FLAW: Flaw = Flaw {
    id: "missing-answer-fails",
    summary: "a missing answer is answered with an internal error",
    apply: |behaviour| behaviour.answers = AnswerBehaviour::MissingFails,
    fails: &["mrtr.missing-answers-asked-again"],
};
