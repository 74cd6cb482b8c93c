use super::Flaw;
use crate::behaviour::StateBehaviour;

/// A state is good for every use in its time.
pub static FLAW: Flaw = Flaw {
    id: "state-good-for-ever",
    summary: "a state is good for every use in its time",
    apply: |behaviour| behaviour.state = StateBehaviour::GoodForEver,
    fails: &["mrtr.single-use"],
};
