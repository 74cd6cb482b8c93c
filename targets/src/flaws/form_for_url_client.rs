use super::Flaw;
use crate::behaviour::AnswerBehaviour;

/// Forms are asked of clients that declare URLs only.
pub static FLAW: Flaw = Flaw {
    id: "form-for-url-client",
    summary: "forms are asked of clients that declare URLs only",
    apply: |behaviour| behaviour.answers = AnswerBehaviour::FormForUrl,
    fails: &["elicitation.mode-respected"],
};
