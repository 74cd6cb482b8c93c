use super::Flaw;
use crate::behaviour::StateBehaviour;

/// A requestState without an authentication code is accepted.
pub static FLAW: Flaw = Flaw {
    id: "state-unsigned-accepted",
    summary: "a requestState without an authentication code is accepted",
    apply: |behaviour| behaviour.state = StateBehaviour::Unsigned,
    fails: &["mrtr.state-cut", "mrtr.state-rewritten"],
};
