use super::Flaw;
use crate::behaviour::AnswerBehaviour;

/// A missing answer is taken for consent.
pub static FLAW: Flaw = Flaw {
    id: "missing-answer-assumed",
    summary: "a missing answer is taken for consent",
    apply: |behaviour| behaviour.answers = AnswerBehaviour::MissingAssumed,
    fails: &["mrtr.missing-answers-asked-again"],
};
