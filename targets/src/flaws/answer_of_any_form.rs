use super::Flaw;
use crate::behaviour::AnswerBehaviour;

/// An answer of any form is taken for consent.
pub static FLAW: Flaw = Flaw {
    id: "answer-of-any-form",
    summary: "an answer of any form is taken for consent",
    apply: |behaviour| behaviour.answers = AnswerBehaviour::AnyFormAccepted,
    fails: &["mrtr.answers-validated"],
};
