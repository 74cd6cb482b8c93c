use super::Flaw;
use crate::behaviour::StateBehaviour;

/// Elicitation is asked of a client that did not declare it.
pub static FLAW: Flaw = Flaw {
    id: "capability-ignored",
    summary: "elicitation is asked of a client that did not declare it",
    apply: |behaviour| behaviour.state = StateBehaviour::AsksUndeclared,
    fails: &[
        "elicitation.mode-respected",
        "meta.missing-capability-error",
        "mrtr.capability-respected",
    ],
};
