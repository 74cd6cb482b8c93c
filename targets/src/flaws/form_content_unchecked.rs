use super::Flaw;
use crate::behaviour::AnswerBehaviour;

/// Any content of a form is taken for consent.
pub static FLAW: Flaw = Flaw {
    id: "form-content-unchecked",
    summary: "any content of a form is taken for consent",
    apply: |behaviour| behaviour.answers = AnswerBehaviour::ContentUnchecked,
    fails: &["elicitation.content-validated"],
};
