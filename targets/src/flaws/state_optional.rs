use super::Flaw;
use crate::behaviour::StateBehaviour;

/// Answers count without the requestState of their question.
pub static FLAW: Flaw = Flaw {
    id: "state-optional",
    summary: "answers count without the requestState of their question",
    apply: |behaviour| behaviour.state = StateBehaviour::Optional,
    fails: &["mrtr.unsolicited-answers", "mrtr.state-stripped"],
};
