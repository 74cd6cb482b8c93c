use super::Flaw;
use crate::behaviour::AnswerBehaviour;

/// The content of a form that was declined counts.
pub static FLAW: Flaw = Flaw {
    id: "declined-content-counts",
    summary: "the content of a form that was declined counts",
    apply: |behaviour| behaviour.answers = AnswerBehaviour::DeclinedCounts,
    fails: &["elicitation.refusal-handled"],
};
