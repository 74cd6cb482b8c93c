use super::Flaw;
use crate::behaviour::StateBehaviour;

/// A state is good for every use at the same moment.
pub static FLAW: Flaw = Flaw {
    id: "state-used-in-a-race",
    summary: "that a state was used is remembered too late for another request at the same moment",
    apply: |behaviour| behaviour.state = StateBehaviour::UsedLate,
    fails: &["mrtr.single-use"],
};
