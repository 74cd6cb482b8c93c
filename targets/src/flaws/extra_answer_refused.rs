use super::Flaw;
use crate::behaviour::StateBehaviour;

/// An answer that was not asked for spoils the others.
pub static FLAW: Flaw = Flaw {
    id: "extra-answer-refused",
    summary: "an answer that was not asked for spoils the others",
    apply: |behaviour| behaviour.state = StateBehaviour::ExtraRefused,
    fails: &["mrtr.extra-answers-ignored"],
};
