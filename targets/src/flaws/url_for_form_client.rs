use super::Flaw;
use crate::behaviour::AnswerBehaviour;

/// URLs are asked of clients that declare forms only.
pub static FLAW: Flaw = Flaw {
    id: "url-for-form-client",
    summary: "URLs are asked of clients that declare forms only",
    apply: |behaviour| behaviour.answers = AnswerBehaviour::UrlForForm,
    fails: &["elicitation.mode-respected"],
};
