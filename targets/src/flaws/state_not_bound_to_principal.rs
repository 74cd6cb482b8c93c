use super::Flaw;
use crate::behaviour::StateBehaviour;

/// A requestState of another principal is accepted.
pub static FLAW: Flaw = Flaw {
    id: "state-not-bound-to-principal",
    summary: "a requestState of another principal is accepted",
    apply: |behaviour| behaviour.state = StateBehaviour::AnyPrincipal,
    fails: &["mrtr.state-other-principal", "elicitation.bound-to-user"],
};
