use super::Flaw;
use crate::behaviour::StateBehaviour;

/// Every answer is followed by the same question.
pub static FLAW: Flaw = Flaw {
    id: "asks-for-ever",
    summary: "every answer is followed by the same question",
    apply: |behaviour| behaviour.state = StateBehaviour::AsksForEver,
    fails: &["mrtr.completes"],
};
