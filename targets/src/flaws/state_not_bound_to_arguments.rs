use super::Flaw;
use crate::behaviour::StateBehaviour;

/// A requestState is accepted with other arguments.
pub static FLAW: Flaw = Flaw {
    id: "state-not-bound-to-arguments",
    summary: "a requestState is accepted with other arguments",
    apply: |behaviour| behaviour.state = StateBehaviour::AnyArguments,
    fails: &["mrtr.state-other-arguments"],
};
