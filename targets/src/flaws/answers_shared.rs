use super::Flaw;
use crate::behaviour::Crossing;

/// An answer of any client answers the question of any session.
pub static FLAW: Flaw = Flaw {
    id: "answers-shared",
    summary: "an answer of any client answers the question of any session",
    apply: |behaviour| behaviour.session.crossing = Crossing::AnswersShared,
    fails: &["session.bound-to-principal-response"],
};
