use super::Flaw;
use crate::behaviour::AnswerBehaviour;

/// An empty elicitation capability is taken for none.
pub static FLAW: Flaw = Flaw {
    id: "empty-elicitation-means-none",
    summary: "an empty elicitation capability is taken for none",
    apply: |behaviour| behaviour.answers = AnswerBehaviour::EmptyMeansNone,
    fails: &["elicitation.empty-means-form"],
};
