use super::Flaw;
use crate::behaviour::StateBehaviour;

/// A requestState that is no string is accepted.
pub static FLAW: Flaw = Flaw {
    id: "state-of-any-type",
    summary: "a requestState that is no string is accepted",
    apply: |behaviour| behaviour.state = StateBehaviour::AnyType,
    fails: &["mrtr.state-type"],
};
